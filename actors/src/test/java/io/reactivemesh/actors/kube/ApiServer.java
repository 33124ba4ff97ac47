package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.reactivemesh.actors.faults.FaultProxy;
import io.reactivemesh.actors.faults.MockBackend;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An API server for a test: fabric8's mock over HTTP, read through a proxy that makes an API server of it, or a real one. Closing it takes away what the test made there.
 *
 * <p>A real one is shared, so a test has namespaces of its own and looks at nothing else; so it does with the mock.
 */
public final class ApiServer implements AutoCloseable {
    /** It tells of every request; kept, or its level would be forgotten. */
    private static final Logger MOCK_LOG = Logger.getLogger("io.fabric8.mockwebserver");

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final boolean real;
    private final KubernetesAccess access;
    private final KubernetesClient client;
    private final AutoCloseable behind;
    private final List<String> namespaces = new ArrayList<>();

    private ApiServer(boolean real, KubernetesAccess access, KubernetesClient client, AutoCloseable behind) {
        this.real = real;
        this.access = access;
        this.client = client;
        this.behind = behind;
    }

    /** The path of a kubeconfig file whose server tests may use; null = there is none. */
    public static @Nullable Path kubeconfig() {
        String path = System.getenv("KUBECONFIG");
        return path == null || path.isEmpty() ? null : Path.of(path);
    }

    /** A mock that does what API servers do: create, read, update, delete; pages, versions, bookmarks. It has all kinds. */
    public static ApiServer mock() {
        MOCK_LOG.setLevel(Level.WARNING);
        KubernetesMockServer mock = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
        mock.init();
        FaultProxy proxy =
                new FaultProxy(new MockBackend(URI.create("http://" + mock.getHostName() + ":" + mock.getPort())), 1);
        KubernetesClient client = mock.createClient();
        Config throughProxy = new ConfigBuilder(client.getConfiguration())
                .withMasterUrl(proxy.address().toString())
                .build();
        return new ApiServer(false, KubernetesAccess.of(throughProxy), client, () -> {
            proxy.close();
            mock.destroy();
        });
    }

    /** The one that the environment names. */
    public static ApiServer real() {
        Path kubeconfig = kubeconfig();
        if (kubeconfig == null) {
            throw new IllegalStateException(
                    "KUBECONFIG: not set (expected: the kubeconfig file of a cluster for tests)");
        }
        return of(kubeconfig);
    }

    /** A real one. */
    public static ApiServer of(Path kubeconfig) {
        KubernetesAccess access = KubernetesAccess.kubeconfig(kubeconfig, null);
        return new ApiServer(true, access, patient(access), () -> {});
    }

    /** A client for machines that have too much to do. */
    private static KubernetesClient patient(KubernetesAccess access) {
        int millis = Math.toIntExact(PATIENCE.toMillis());
        try (KubernetesClient usual = access.client()) {
            return KubernetesAccess.of(new ConfigBuilder(usual.getConfiguration())
                            .withRequestTimeout(millis)
                            .withConnectionTimeout(millis)
                            .build())
                    .client();
        }
    }

    public boolean isReal() {
        return real;
    }

    /** For the source under test. */
    public KubernetesAccess access() {
        return access;
    }

    /** To make, change and take away objects. */
    public KubernetesClient client() {
        return client;
    }

    /** A namespace of its own, whose name begins with something. */
    public String namespace(String prefix) {
        String name = prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        namespaces.add(name);
        return name;
    }

    @Override
    public void close() {
        namespaces.forEach(name -> client.namespaces().withName(name).delete());
        client.close();
        try {
            behind.close();
        } catch (Exception e) {
            // The mock gives itself ten seconds to end, which a busy machine may not let it have. Nothing is left that
            // could disturb others.
            System.err.println("ApiServer: the mock has not ended in time: " + e);
        }
    }
}
