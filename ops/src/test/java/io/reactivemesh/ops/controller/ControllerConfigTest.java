package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.actors.JournalChoice;
import io.reactivemesh.actors.MeshNodeConfig;
import io.reactivemesh.actors.kube.KubernetesSourceConfig;
import io.reactivemesh.actors.service.DiscoverySettings;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.ops.controller.Settings.Flag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControllerConfigTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    Path folder;

    @Test
    void hasDefaultsForEverythingButTheSource() {
        ControllerConfig config = config("", new Flag("--source", "source", "-"));

        assertThat(config.source()).isEqualTo(new SourceChoice.StandardInput());
        assertThat(config.dataDirectory()).isNull();
        assertThat(config.listen())
                .isEqualTo(new ControllerConfig.Listen("127.0.0.1", 8086, 8090, 9990, Duration.ofSeconds(10)));
        assertThat(config.translation()).isEqualTo(TranslationConfig.DEFAULT);
        assertThat(config.kubernetes()).isEqualTo(KubernetesSourceConfig.defaults());
        assertThat(config.node().discovery()).isEqualTo(DiscoverySettings.DEFAULT);
        assertThat(config.node().timing())
                .isEqualTo(MeshNodeConfig.withoutJournal().timing());
        assertThat(config.node().journal()).isEqualTo(new JournalChoice.Nowhere());
    }

    @Test
    void readsEveryKeyOfTheFile() {
        ControllerConfig config = config("""
                source = kube, data-dir = /var/lib/mesh, bind = 0.0.0.0, port = 1, policy-port = 2, admin-port = 3, drain-deadline = 3s
                trust-domain = trust.local, linkerd-namespace = mesh
                kubernetes { kubeconfig = /etc/kubeconfig, context = kind, page-size = 7 }
                discovery { cluster-domain = mesh.local, default-opaque-ports = [25], ipv6 = on }
                entities.retry = 4s
                journal.snapshot-every = 5
                """);

        assertThat(config.source()).isEqualTo(new SourceChoice.Kubernetes(Path.of("/etc/kubeconfig"), "kind"));
        assertThat(config.dataDirectory()).isEqualTo(Path.of("/var/lib/mesh"));
        assertThat(config.listen()).isEqualTo(new ControllerConfig.Listen("0.0.0.0", 1, 2, 3, Duration.ofSeconds(3)));
        assertThat(config.translation().controlPlaneNamespace()).isEqualTo("mesh");
        assertThat(config.translation().trustDomain()).isEqualTo("trust.local");
        assertThat(config.translation().clusterDomain()).isEqualTo("mesh.local");
        assertThat(config.translation().defaultOpaquePorts())
                .isEqualTo(config.node().discovery().defaultOpaquePorts());
        assertThat(config.kubernetes().pageSize()).isEqualTo(7);
        assertThat(config.node().discovery().clusterDomain()).isEqualTo("mesh.local");
        assertThat(config.node().discovery().ipv6()).isTrue();
        assertThat(config.node().discovery().defaultOpaquePorts().toString()).isEqualTo("25");
        assertThat(config.node().timing().retry()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.node().retention().snapshotEvery()).isEqualTo(5);
        assertThat(config.node().journal()).isEqualTo(new JournalChoice.InDirectory(Path.of("/var/lib/mesh")));
    }

    @Test
    void flagsGoBeforeTheFile() {
        ControllerConfig config =
                config("source = kube, port = 1", new Flag("--source", "source", "-"), new Flag("--port", "port", 2));

        assertThat(config.source()).isEqualTo(new SourceChoice.StandardInput());
        assertThat(config.listen().port()).isEqualTo(2);
    }

    @Test
    void keepsTheLogWhereTheFileSays() {
        assertThat(config("source = -, data-dir = /data, journal.directory = /log")
                        .node()
                        .journal())
                .isEqualTo(new JournalChoice.InDirectory(Path.of("/log")));
        assertThat(config("source = -, data-dir = /data, journal.kind = none")
                        .node()
                        .journal())
                .isEqualTo(new JournalChoice.Nowhere());
        assertThat(config("source = -, journal { kind = database, url = \"jdbc:postgresql://db/mesh\" }")
                        .node()
                        .journal())
                .isInstanceOf(JournalChoice.InDatabase.class);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "bind = \"\" | bind: '' (expected: an address of this machine)",
                "port = 65536 | port: '65536' (expected: 0..65535)",
                "admin-port = -1 | admin-port: '-1' (expected: 0..65535)",
                "port = 1, policy-port = 1 | policy-port: '1' (expected: another port than the discovery services')",
                "port = 1, admin-port = 1 | admin-port: '1' (expected: another port than those of discovery and policies)",
                "policy-port = 1, admin-port = 1 | admin-port: '1' (expected: another port than those of discovery and policies)",
                "policy-port = 65536 | policy-port: '65536' (expected: 0..65535)",
                "discovery.cluster-domain = cluster.local. | discovery.cluster-domain: 'cluster.local.' (expected: a domain without trailing dot)",
                "trust-domain = \"\" | trust-domain: '' (expected: a domain without trailing dot)",
                "linkerd-namespace = a_b | linkerd-namespace: 'a_b' (expected: letters, digits and -)",
                "source = \"\" | source: '' (expected: kube, a folder or file of manifests, or -)",
                "source = /does/not/exist | source: '/does/not/exist' does not exist (expected: kube, a folder or file of manifests, or -)",
                "journal.kind = tape | journal.kind: 'tape' (expected: file, database or none)",
                "kubernetes.page-size = 0 | kubernetes.page-size: 0 (expected: 1 or more)",
            })
    void refusesWhatCanNotBeAndNamesFileAndLine(String line, String message) {
        assertThatThrownBy(() -> config("source = -\n\n" + line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder.resolve("mesh.conf") + ":3: " + message);
    }

    @Test
    void namesTheFlagThatCanNotBe() {
        assertThatThrownBy(() -> config("source = -", new Flag("--cluster-domain", "discovery.cluster-domain", "a.")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--cluster-domain: 'a.' (expected: a domain without trailing dot)");
    }

    private ControllerConfig config(String text, Flag... flags) {
        Path file = folder.resolve("mesh.conf");
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ControllerConfig.of(Settings.of(new ArrayList<>(List.of(flags)), file));
    }
}
