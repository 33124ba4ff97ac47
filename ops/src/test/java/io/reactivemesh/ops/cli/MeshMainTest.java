package io.reactivemesh.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeshMainTest {
    @Test
    void printsItsVersionOnStandardOutput() {
        Mesh mesh = Mesh.run("version", "--short");

        assertThat(mesh.exitCode()).isZero();
        assertThat(mesh.out()).isNotBlank();
        assertThat(mesh.err()).isEmpty();
    }

    @Test
    void endsWithTwoForWhatDoesNotExist() {
        Mesh mesh = Mesh.run("teleport");

        assertThat(mesh.exitCode()).isEqualTo(2);
        assertThat(mesh.out()).isEmpty();
        assertThat(mesh.err()).contains("teleport");
    }

    @Test
    void namesTheOptionThatIsMissing() {
        Mesh mesh = Mesh.run("controller");

        assertThat(mesh.exitCode()).isEqualTo(2);
        assertThat(mesh.err()).contains("--source");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "controller --source /does/not/exist | mesh: --source: '/does/not/exist' does not exist (expected: kube, a folder or file of manifests, or -)",
                "controller --source . --port 70000 | mesh: --port: '70000' (expected: 0..65535)",
                "controller --config /does/not/exist | mesh: --config: '/does/not/exist' can't be read (expected: a file of settings)",
                "controller --source . -L a_b | mesh: --linkerd-namespace: 'a_b' (expected: letters, digits and -)",
                "dg ep web:80 --api-addr nowhere | mesh: --api-addr: 'nowhere' (expected: HOST:PORT)",
                "history web | mesh: resource 'web' (expected: svc/NAME, pod/NAME or ip/ADDRESS)",
                "history deploy/web | mesh: resource type 'deploy' has no history (expected: svc, pod or ip)",
                "history svc/web --since yesterday | mesh: --since: 'yesterday' (expected: 10m, 1h30m, 90s or 2026-11-01T12:00:00Z)",
                "history svc/web --last -1 | mesh: --last: '-1' (expected: 1 or more)",
                "dg profile web:80 --api-addr 127.0.0.1:1 | mesh: control plane at 127.0.0.1:1 refused the connection: is 'mesh controller' running? --api-addr sets another address",
            })
    void endsWithOneAndSaysWhatToDo(String arguments, String message) {
        Mesh mesh = Mesh.run(arguments.split(" "));

        assertThat(mesh.exitCode()).isEqualTo(1);
        assertThat(mesh.out()).isEmpty();
        assertThat(mesh.err().strip()).isEqualTo(message);
    }
}
