package io.reactivemesh.ops.bench;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Objects in a namespace of their own on an API server. Pods are created for a scheduler that does not exist and get their status from us, so
 * that none is ever run. A change is one PUT of an EndpointSlice.
 */
final class KubeCluster implements DiscoveryCluster {
    private static final Duration ACCOUNT = Duration.ofMinutes(1);
    private static final Duration REMOVAL = Duration.ofMinutes(5);
    private static final int WRITERS = 12;
    private static final int SERVICES_PER_REPORT = 100;

    private final KubernetesClient client;
    private final DiscoveryObjects objects;
    private final Consumer<String> progress;
    private final SliceWriter writer;
    private boolean closed;

    private KubeCluster(KubernetesClient client, DiscoveryObjects objects, Consumer<String> progress) {
        this.client = client;
        this.objects = objects;
        this.progress = progress;
        this.writer = new SliceWriter(client.getConfiguration());
    }

    /**
     * Creates everything; what it created is removed again when that fails.
     *
     * @param client owned by the cluster from now on
     * @param progress told now and then how far it is
     */
    static KubeCluster create(KubernetesClient client, int services, int endpoints, Consumer<String> progress)
            throws IOException, InterruptedException {
        String namespace = "mesh-bench-" + UUID.randomUUID().toString().substring(0, 8);
        KubeCluster cluster = new KubeCluster(client, new DiscoveryObjects(namespace, endpoints), progress);
        try {
            cluster.createNamespace();
            cluster.createServices(services);
            return cluster;
        } catch (KubernetesClientException e) {
            cluster.close();
            throw new IOException("the API server refused what the bench needs: " + e.getMessage(), e);
        } catch (IOException | InterruptedException | BenchFailure e) {
            cluster.close();
            throw e;
        }
    }

    private void createNamespace() throws InterruptedException {
        String namespace = objects.namespace();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        // Until the controller manager has made it, no pod is admitted.
        await(
                ACCOUNT,
                "namespace " + namespace + " has no ServiceAccount 'default': is a controller manager running?",
                () -> client.serviceAccounts()
                                .inNamespace(namespace)
                                .withName("default")
                                .get()
                        != null);
    }

    private void createServices(int services) throws IOException, InterruptedException {
        AtomicInteger done = new AtomicInteger();
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < services; i++) {
                int service = i;
                writing.add(writers.submit(() -> {
                    create(service);
                    int created = done.incrementAndGet();
                    if (created % SERVICES_PER_REPORT == 0) {
                        progress.accept(created + " of " + services + " Services created");
                    }
                }));
            }
            for (Future<?> each : writing) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    writers.shutdownNow();
                    throw new IOException("the API server refused an object: " + e.getCause(), e);
                }
            }
        }
    }

    private void create(int service) {
        client.resource(objects.service(service)).create();
        for (Pod pod : objects.pods(service)) {
            client.resource(pod).create();
            client.resource(pod).patchStatus();
        }
        client.resource(objects.slice(service, true)).create();
    }

    @Override
    public DiscoveryObjects objects() {
        return objects;
    }

    @Override
    public Written write(boolean whole) throws IOException {
        return writer.write(objects.slice(0, whole));
    }

    @Override
    public String source() {
        return "kube";
    }

    /** Removes the namespace, and waits until it is gone. Idempotent. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        String namespace = objects.namespace();
        progress.accept("removing namespace " + namespace);
        try (client;
                writer) {
            client.pods().inNamespace(namespace).withGracePeriod(0).delete();
            client.namespaces().withName(namespace).delete();
            await(
                    REMOVAL,
                    "namespace " + namespace + " is still being removed",
                    () -> client.namespaces().withName(namespace).get() == null);
        } catch (KubernetesClientException | BenchFailure e) {
            progress.accept("namespace " + namespace + " may be left; remove it with: kubectl delete namespace "
                    + namespace + " (" + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(Duration atMost, String otherwise, BooleanSupplier condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (System.nanoTime() > deadline) {
                throw new BenchFailure(otherwise);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }
}
