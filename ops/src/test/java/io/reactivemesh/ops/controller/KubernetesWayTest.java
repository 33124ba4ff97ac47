package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.ops.controller.SourceChoice.Kubernetes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesWayTest {
    private static final Map<String, String> IN_A_POD =
            Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1", "KUBERNETES_SERVICE_PORT", "443");

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    Path home;

    @Test
    void whatWasSaidGoesBeforeEverything() throws IOException {
        Path said = kubeconfig("said");
        Path variable = kubeconfig("variable");

        assertThat(way(new Kubernetes(said, null), Map.of("KUBECONFIG", variable.toString())))
                .isEqualTo("https://said:6443/ (context one of " + said + ")");
        assertThat(way(new Kubernetes(said, "two"), IN_A_POD))
                .isEqualTo("https://said-2:6443/ (context two of " + said + ")");
    }

    @Test
    void takesTheFirstFileOfTheVariableThatExists() throws IOException {
        Path variable = kubeconfig("variable");

        assertThat(way(
                        new Kubernetes(null, null),
                        Map.of("KUBECONFIG", home.resolve("gone") + File.pathSeparator + variable)))
                .contains("https://variable:6443/");
    }

    @Test
    void refusesAVariableThatNamesNothingByItsName() {
        Path gone = home.resolve("gone");

        assertThatThrownBy(() -> way(new Kubernetes(null, null), Map.of("KUBECONFIG", gone.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(gone + ": can't be read");
    }

    @Test
    void inAPodItIsThePodsAccount() throws IOException {
        Path usual = usual();

        assertThat(Files.exists(usual)).isTrue();
        assertThatThrownBy(() -> way(new Kubernetes(null, null), IN_A_POD))
                .hasMessageContaining("/var/run/secrets/kubernetes.io/serviceaccount/token");
    }

    @Test
    void otherwiseItIsTheUsersFile() throws IOException {
        Path usual = usual();

        assertThat(way(new Kubernetes(null, null), Map.of()))
                .isEqualTo("https://usual:6443/ (context one of " + usual + ")");
        assertThat(way(new Kubernetes(null, "two"), IN_A_POD))
                .as("a context is one of a file")
                .isEqualTo("https://usual-2:6443/ (context two of " + usual + ")");
    }

    @Test
    void saysWhatToDoWhenThereIsNoWay() {
        assertThatThrownBy(() -> way(new Kubernetes(null, null), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no way to a Kubernetes API: this is no pod, KUBECONFIG is not set and "
                        + home.resolve(".kube").resolve("config") + " does not exist (expected: --kubeconfig FILE)");
    }

    private String way(Kubernetes choice, Map<String, String> environment) {
        Map<String, String> withHome = new HashMap<>(environment);
        withHome.put("HOME", home.toString());
        return KubernetesWay.of(choice, withHome).toString();
    }

    private Path usual() throws IOException {
        Path file = Files.createDirectory(home.resolve(".kube")).resolve("config");
        return Files.move(kubeconfig("usual"), file);
    }

    private Path kubeconfig(String server) throws IOException {
        return Files.writeString(home.resolve(server), """
                apiVersion: v1
                kind: Config
                current-context: one
                clusters: [{name: a, cluster: {server: "https://SERVER:6443"}}, {name: b, cluster: {server: "https://SERVER-2:6443"}}]
                users: [{name: me, user: {token: secret}}]
                contexts: [{name: one, context: {cluster: a, user: me}}, {name: two, context: {cluster: b, user: me}}]
                """.replace("SERVER", server));
    }
}
