package io.reactivemesh.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallCommandTest {
    @Test
    void printsTheDefinitionsAsOneStreamOfYamlAndNothingElse() {
        Mesh mesh = Mesh.run("install", "--crds");

        assertThat(mesh.exitCode()).isZero();
        assertThat(mesh.out()).startsWith("---\n").contains("\n  name: servers.policy.linkerd.io\n");
        assertThat(mesh.out().lines().filter("kind: CustomResourceDefinition"::equals))
                .hasSize(10);
        assertThat(mesh.err().strip()).isEqualTo("Next: mesh install --rbac | kubectl apply -f -");
    }

    @Test
    void printsOneObjectALineAsJson() {
        Mesh mesh = Mesh.run("install", "--crds", "-o", "json", "--ignore-cluster");

        assertThat(mesh.exitCode()).isZero();
        assertThat(mesh.out().lines()).hasSize(10).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @Test
    void printsTheRoleInTheNamespaceThatWasAskedFor() {
        Mesh mesh = Mesh.run("install", "--rbac", "-L", "mesh");

        assertThat(mesh.exitCode()).isZero();
        assertThat(mesh.out())
                .contains("name: linkerd-mesh-destination", "namespace: mesh")
                .doesNotContain("namespace: linkerd\n");
        assertThat(mesh.err()).isEmpty();
    }

    @Test
    void saysThatTheRestDoesNotExistYet() {
        Mesh mesh = Mesh.run("install");

        assertThat(mesh.exitCode()).isEqualTo(1);
        assertThat(mesh.out()).isEmpty();
        assertThat(mesh.err()).contains("can't be rendered as Deployments yet", "--crds or --rbac", "mesh controller");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--ha", "--set", "--crds -o xml", "--controller-replicas 3"})
    void endsWithTwoForOptionsThatDoNotExist(String options) {
        Mesh mesh = Mesh.run(("install " + options).split(" "));

        assertThat(mesh.exitCode()).isEqualTo(2);
        assertThat(mesh.out()).isEmpty();
    }

    @Test
    void refusesANamespaceThatCanNotBe() {
        Mesh mesh = Mesh.run("install", "--crds", "-L", "a_b");

        assertThat(mesh.exitCode()).isEqualTo(1);
        assertThat(mesh.err().strip()).isEqualTo("mesh: --linkerd-namespace: 'a_b' (expected: letters, digits and -)");
    }
}
