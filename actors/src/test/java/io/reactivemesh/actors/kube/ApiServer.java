package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An API server for a test: fabric8's mock over HTTP, or a real one. Closing it takes away what the test made there.
 *
 * <p>A real one is shared, so a test has namespaces of its own and looks at nothing else; so it does with the mock.
 */
public final class ApiServer implements AutoCloseable {
    /** It tells of every request; kept, or its level would be forgotten. */
    private static final Logger MOCK_LOG = Logger.getLogger("io.fabric8.mockwebserver");

    private final boolean real;
    private final KubernetesAccess access;
    private final KubernetesClient client;
    private final @Nullable KubernetesMockServer mock;
    private final List<String> namespaces = new ArrayList<>();

    private ApiServer(boolean real, KubernetesAccess access, @Nullable KubernetesMockServer mock) {
        this.real = real;
        this.access = access;
        this.client = access.client();
        this.mock = mock;
    }

    /** The path of a kubeconfig file whose server tests may use; null = there is none. */
    public static @Nullable Path kubeconfig() {
        String path = System.getenv("KUBECONFIG");
        return path == null || path.isEmpty() ? null : Path.of(path);
    }

    /** A mock that does what stores do: create, read, update, delete, list, watch. It knows no versions to watch from, and all kinds. */
    public static ApiServer mock() {
        MOCK_LOG.setLevel(Level.WARNING);
        KubernetesMockServer mock = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
        mock.init();
        try (KubernetesClient configured = mock.createClient()) {
            return new ApiServer(false, KubernetesAccess.of(configured.getConfiguration()), mock);
        }
    }

    /** The one that the environment names. */
    public static ApiServer real() {
        Path kubeconfig = kubeconfig();
        if (kubeconfig == null) {
            throw new IllegalStateException(
                    "KUBECONFIG: not set (expected: the kubeconfig file of a cluster for tests)");
        }
        return new ApiServer(true, KubernetesAccess.kubeconfig(kubeconfig, null), null);
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
        if (mock != null) {
            mock.destroy();
        }
    }
}
