package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A node of one's own that stays ready. Simulated nodes have no kubelet that renews their lease, so every minute the cluster takes each of
 * them for dead for a moment, and all their pods for unready.
 */
final class HeldNode implements AutoCloseable {
    static final String LABEL = "test.reactivemesh.io/node";

    private static final String LEASES = "kube-node-lease";
    private static final int RENEW_SECONDS = 5;

    private final KubernetesClient client;
    private final Node node;
    private final ScheduledExecutorService renewal = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());

    HeldNode(KubernetesClient client) {
        this.client = client;
        String name = "held-" + UUID.randomUUID().toString().substring(0, 8);
        Map<String, Quantity> room =
                Map.of("cpu", new Quantity("1000"), "memory", new Quantity("4Ti"), "pods", new Quantity("5000"));
        client.leases().inNamespace(LEASES).resource(lease(name)).create();
        node = client.nodes()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels(LABEL, name)
                        .endMetadata()
                        .withNewStatus()
                        .withCapacity(room)
                        .withAllocatable(room)
                        .endStatus()
                        .build())
                .create();
        renewal.scheduleAtFixedRate(
                () -> client.leases().inNamespace(LEASES).resource(lease(name)).update(),
                RENEW_SECONDS,
                RENEW_SECONDS,
                TimeUnit.SECONDS);
    }

    private static Lease lease(String node) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(node)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(node)
                .withLeaseDurationSeconds(8 * RENEW_SECONDS)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build();
    }

    /** What a pod has to select to run here. */
    Map<String, String> selector() {
        return Map.of(LABEL, node.getMetadata().getName());
    }

    @Override
    public void close() {
        renewal.shutdownNow();
        client.resource(node).delete();
        client.leases()
                .inNamespace(LEASES)
                .withName(node.getMetadata().getName())
                .delete();
    }
}
