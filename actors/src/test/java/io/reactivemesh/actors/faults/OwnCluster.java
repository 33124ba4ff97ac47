package io.reactivemesh.actors.faults;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.reactivemesh.actors.kube.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A cluster of one's own, to be killed. The script that starts one is named by the environment variable {@value #SCRIPT}; it takes a
 * folder, into which it writes a kubeconfig and the process ids of its components, {@code start FOLDER COMPONENT} and {@code down FOLDER}.
 */
final class OwnCluster implements AutoCloseable {
    static final String SCRIPT = "MESH_KUBE_UP";

    private final Path folder;
    private final ApiServer server;
    private final KubernetesClient probe;

    private OwnCluster(Path folder) {
        this.folder = folder;
        this.server = ApiServer.of(folder.resolve("kubeconfig"));
        this.probe = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(server.client().getConfiguration())
                        .withRequestRetryBackoffLimit(0)
                        .withRequestTimeout(1_000)
                        .build())
                .build();
    }

    /**
     * Starts one.
     *
     * @param folder empty; for all that it keeps
     */
    static OwnCluster start(Path folder) {
        try {
            script(folder.toString());
        } catch (RuntimeException e) {
            // What of it did start.
            script("down", folder.toString());
            throw e;
        }
        return new OwnCluster(folder);
    }

    /** Not to be closed: what is in it goes with the cluster. */
    ApiServer server() {
        return server;
    }

    /** Whether its API server says that it is ready, and says so at once. */
    boolean isReady() {
        try {
            return "ok".equals(probe.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    /** Ends a component with SIGKILL: {@code apiserver}, {@code etcd}. */
    void kill(String component) {
        try {
            long pid = Long.parseLong(
                    Files.readString(folder.resolve(component + ".pid")).strip());
            ProcessHandle process = ProcessHandle.of(pid)
                    .orElseThrow(
                            () -> new IllegalStateException(component + ": no process " + pid + " (expected: that of "
                                    + folder.resolve(component + ".pid") + "; " + component + ".log says why)"));
            process.destroyForcibly();
            process.onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void restart(String component) {
        script("start", folder.toString(), component);
    }

    @Override
    public void close() {
        probe.close();
        server.client().close();
        script("down", folder.toString());
    }

    private static void script(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Objects.requireNonNull(System.getenv(SCRIPT), SCRIPT)));
        command.addAll(List.of(arguments));
        try {
            // Its components inherit its output; a pipe would stay open as long as they run.
            Path output = Files.createTempFile("cluster", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int status = process.waitFor();
            String said = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            if (status != 0) {
                throw new IllegalStateException(command + " failed with " + status + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }
}
