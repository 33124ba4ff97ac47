package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "prot = 1 | unknown setting 'prot' (did you mean 'port'?)",
                "data_dir = x | unknown setting 'data_dir' (did you mean 'data-dir'?)",
                "admin_port = 1 | unknown setting 'admin_port' (did you mean 'admin-port'?)",
                "discovery.cluster-domian = a | unknown setting 'discovery.cluster-domian' (did you mean 'discovery.cluster-domain'?)",
                "cluster-domain = a | unknown setting 'cluster-domain' (did you mean 'discovery.cluster-domain'?)",
                "page-size = 1 | unknown setting 'page-size' (did you mean 'kubernetes.page-size'?)",
                "pekko.loglevel = DEBUG | unknown setting 'pekko' (ops/README.md lists all there are)",
                "journal.zebra.stripes = 7 | unknown setting 'journal.zebra' (ops/README.md lists all there are)",
                "port = http | port: 'http' (expected: a number)",
                "drain-deadline = soon | drain-deadline: 'soon' (expected: a duration such as 500ms, 10s or 5m)",
                "discovery.ipv6 = perhaps | discovery.ipv6: 'perhaps' (expected: on or off)",
                "discovery.default-opaque-ports = [web] | discovery.default-opaque-ports: '[web]' (expected: a list of numbers)",
                "port { number = 1 } | port (expected: a number)",
                "discovery.meshed-http2 = on | discovery.meshed-http2 (expected: a section with keep-alive-interval, keep-alive-timeout, while-idle)",
            })
    void refusesWithFileLineAndTheNearestName(String line, String message) throws IOException {
        Path file = write("\n# a comment\n" + line);

        assertThatThrownBy(() -> Settings.of(List.of(), file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ":3: " + message);
    }

    @Test
    void tellsAllFaultsAtOnce() throws IOException {
        Path file = write("prot = 1\nbnid = here");

        assertThatThrownBy(() -> Settings.of(List.of(), file))
                .hasMessageContaining(file + ":1: unknown setting 'prot'")
                .hasMessageContaining(file + ":2: unknown setting 'bnid'");
    }

    @Test
    void saysWhereTheFileIsNoHocon() throws IOException {
        Path file = write("port = 1\nbind = [");

        assertThatThrownBy(() -> Settings.of(List.of(), file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file + ": 2");
    }

    @Test
    void takesVariablesOfTheProcess() throws IOException {
        Path file = write("journal.password = ${PATH}");

        Config settings = Settings.of(List.of(), file);

        assertThat(settings.getString("reactive-mesh.journal.password")).isEqualTo(System.getenv("PATH"));
    }

    @Test
    void includesOtherFiles() throws IOException {
        Files.writeString(folder.resolve("ports.conf"), "port = 1\nadmin-prot = 2");
        Path file = write("include \"ports.conf\"");

        assertThatThrownBy(() -> Settings.of(List.of(), file))
                .hasMessage(
                        folder.resolve("ports.conf") + ":2: unknown setting 'admin-prot' (did you mean 'admin-port'?)");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("mesh.conf"), text);
    }
}
