package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesAccessTest {
    private static final String TWO_CONTEXTS = """
            apiVersion: v1
            kind: Config
            current-context: %s
            clusters:
            - {name: east, cluster: {server: "https://east:6443"}}
            - {name: west, cluster: {server: "https://west:6443"}}
            users:
            - {name: me, user: {token: secret}}
            contexts:
            - {name: in-the-east, context: {cluster: east, user: me}}
            - {name: in-the-west, context: {cluster: west, user: me, namespace: red}}
            """;

    @TempDir
    private Path directory;

    private Path kubeconfig(String current) throws IOException {
        return Files.writeString(directory.resolve("config"), TWO_CONTEXTS.formatted(current));
    }

    @Test
    void takesTheCurrentContext() throws IOException {
        Path file = kubeconfig("in-the-east");

        assertThat(KubernetesAccess.kubeconfig(file, null))
                .hasToString("https://east:6443/ (context in-the-east of " + file + ")");
    }

    @Test
    void takesTheContextThatIsNamed() throws IOException {
        Path file = kubeconfig("in-the-east");

        assertThat(KubernetesAccess.kubeconfig(file, "in-the-west"))
                .hasToString("https://west:6443/ (context in-the-west of " + file + ")");
    }

    @Test
    void refusesAContextThatIsNotThere() throws IOException {
        Path file = kubeconfig("in-the-east");

        assertThatThrownBy(() -> KubernetesAccess.kubeconfig(file, "in-the-south"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": no context 'in-the-south' (expected: one of [in-the-east, in-the-west])");
    }

    @Test
    void refusesAFileWithoutCurrentContext() throws IOException {
        Path file = kubeconfig("");

        assertThatThrownBy(() -> KubernetesAccess.kubeconfig(file, null))
                .hasMessage(file + ": no current context (expected: one of [in-the-east, in-the-west];"
                        + " name it with --context, or kubectl config use-context)");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path file = directory.resolve("none");

        assertThatThrownBy(() -> KubernetesAccess.kubeconfig(file, null))
                .hasMessage(file + ": can't be read (expected: a kubeconfig file)");
    }

    @Test
    void refusesAFileThatIsSomethingElse() throws IOException {
        Path file = Files.writeString(directory.resolve("config"), "a: [1, 2");

        assertThatThrownBy(() -> KubernetesAccess.kubeconfig(file, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": is no kubeconfig file: ");
    }

    @Test
    void refusesACertificateThatIsNone() throws IOException {
        Path file = Files.writeString(
                directory.resolve("config"),
                TWO_CONTEXTS.formatted("in-the-east").replace("token: secret", "client-certificate-data: bm9uZQ=="));

        assertThatThrownBy(() -> KubernetesAccess.kubeconfig(file, null))
                .hasMessageStartingWith(file + ": the client certificate can't be read: ")
                .hasMessageEndingWith("(expected: PEM)");
    }

    @Test
    void refusesAnAuthorityThatIsNotThere() throws IOException {
        Path file = Files.writeString(
                directory.resolve("config"),
                TWO_CONTEXTS
                        .formatted("in-the-east")
                        .replace(
                                "server: \"https://east:6443\"",
                                "server: \"https://east:6443\", certificate-authority: none.crt"));
        KubernetesAccess access = KubernetesAccess.kubeconfig(file, null);

        assertThatThrownBy(access::client)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(access + ": the certificates or keys can't be used: ")
                .hasMessageEndingWith("(expected: PEM)");
    }

    @Test
    void findsTheServerOfItsPod() throws IOException {
        Files.writeString(directory.resolve("token"), "secret");

        assertThat(KubernetesAccess.inCluster(
                        Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443"), directory))
                .hasToString("https://[fd00::1]:443 (in the cluster)");
    }

    @Test
    void refusesToBeInAPodThatIsNone() {
        assertThatThrownBy(() -> KubernetesAccess.inCluster(Map.of(), directory))
                .hasMessage("KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT: not set, so this is no pod"
                        + " (expected: a pod, or a kubeconfig file)");
    }

    @Test
    void refusesAPodWithoutToken() {
        assertThatThrownBy(() -> KubernetesAccess.inCluster(
                        Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "KUBERNETES_SERVICE_PORT", "443"), directory))
                .hasMessage(directory.resolve("token")
                        + ": can't be read (expected: the token of the pod's service account;"
                        + " is automountServiceAccountToken off?)");
    }
}
