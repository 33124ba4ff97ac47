package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PodManifestsTest {
    private static final Path CHECKED_IN = Path.of("deploy/demo/emojivoto");
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: one, namespace: test}
            spec:
              containers:
              - name: main
                image: somebody/else
                command: [server, "--on=$(POD_IP):$(PORT)", $(UNKNOWN), $$(POD_IP)]
                env:
                - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                - {name: PORT, value: "99"}
                ports: [{containerPort: 8080}, {containerPort: 53, protocol: UDP}]
            status: {podIP: 127.1.2.3, phase: Running}
            """;

    @TempDir
    private Path folder;

    @Test
    void theCheckedInFolderHoldsFourWorkloadsWithAddressesOfTheirOwn() throws IOException {
        PodManifests manifests = new PodManifests(CHECKED_IN, ip -> ip.startsWith("127."));

        assertThat(manifests.refresh()).isTrue();

        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.pods().values().stream().map(PodPlan::workload))
                .containsExactlyInAnyOrder("emoji", "emoji", "voting", "voting", "web", "vote-bot");
        assertThat(manifests.pods().values().stream().map(PodPlan::ip)).doesNotHaveDuplicates();
        assertThat(manifests.pods().values())
                .allSatisfy(pod -> assertThat(pod.ports())
                        .isEqualTo(pod.workload().equals("vote-bot") ? List.of() : List.of(8080)));
    }

    @Test
    void commandsAndVariablesAreResolvedAsKubernetesDoes() throws IOException {
        Files.writeString(folder.resolve("pod.yaml"), POD);
        PodManifests manifests = new PodManifests(folder, ip -> ip.startsWith("127."));

        assertThat(manifests.refresh()).isTrue();

        PodPlan pod = Objects.requireNonNull(manifests.pods().get("test/one"));
        assertThat(pod.containers())
                .containsExactly(new PodPlan.Container(
                        "main",
                        "somebody/else",
                        List.of("server", "--on=127.1.2.3:99", "$(UNKNOWN)", "$(POD_IP)"),
                        Map.of("POD_IP", "127.1.2.3", "PORT", "99"),
                        List.of(8080)));
        assertThat(LoopbackHost.placement(pod, pod.containers().getFirst()))
                .containsEntry("MESH_LISTEN_8080", "127.1.2.3:18080")
                .containsEntry("http_proxy", "http://127.1.2.3:4140");
    }

    @Test
    void brokenFileKeepsThePodsItHad() throws IOException {
        Path file = Files.writeString(folder.resolve("pod.yaml"), POD);
        PodManifests manifests = new PodManifests(folder, ip -> ip.startsWith("127."));
        assertThat(manifests.refresh()).isTrue();

        Files.writeString(file, POD + "\n  - not: [yaml");

        assertThat(manifests.refresh()).isTrue();
        assertThat(manifests.pods()).containsOnlyKeys("test/one");
        assertThat(manifests.problems()).singleElement().asString().startsWith("pod.yaml: ");
    }

    @Test
    void removedFileTakesItsPodsWithItAndAnUntouchedFolderIsNoChange() throws IOException {
        Path file = Files.writeString(folder.resolve("pod.yaml"), POD);
        PodManifests manifests = new PodManifests(folder, ip -> ip.startsWith("127."));
        assertThat(manifests.refresh()).isTrue();
        assertThat(manifests.refresh()).isFalse();

        Files.delete(file);

        assertThat(manifests.refresh()).isTrue();
        assertThat(manifests.pods()).isEmpty();
    }

    @Test
    void podsThatCannotRunHereAreLeftOut() throws IOException {
        Files.writeString(
                folder.resolve("pods.yaml"),
                POD.replace("127.1.2.3", "10.0.0.1") + "---\n"
                        + POD.replace("name: one", "name: two").replace("Running", "Succeeded"));
        PodManifests manifests = new PodManifests(folder, ip -> ip.startsWith("127."));

        assertThat(manifests.refresh()).isTrue();

        assertThat(manifests.pods()).isEmpty();
    }
}
