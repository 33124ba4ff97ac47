package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControllerConfigTest {
    @Test
    void takesWhatIsUsual() {
        ControllerConfig config = new ControllerConfig(
                "manifests", Path.of("data"), "127.0.0.1", 8086, 9990, "cluster.local", "cluster.local", "linkerd");

        assertThat(config.port()).isEqualTo(ControllerConfig.DEFAULT_PORT);
        assertThat(config.adminPort()).isEqualTo(ControllerConfig.DEFAULT_ADMIN_PORT);
    }

    @ParameterizedTest(name = "{7}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 127.0.0.1 | 1 | 2 | cluster.local | cluster.local | linkerd | source: '' (expected: a folder, a file or -)",
                "m | '' | 1 | 2 | cluster.local | cluster.local | linkerd | bind: '' (expected: an address of this machine)",
                "m | 127.0.0.1 | 65536 | 2 | cluster.local | cluster.local | linkerd | port: '65536' (expected: 0..65535)",
                "m | 127.0.0.1 | 1 | -1 | cluster.local | cluster.local | linkerd | admin-port: '-1' (expected: 0..65535)",
                "m | 127.0.0.1 | 1 | 1 | cluster.local | cluster.local | linkerd | admin-port: '1' (expected: another port than the discovery services')",
                "m | 127.0.0.1 | 1 | 2 | cluster.local. | cluster.local | linkerd | cluster-domain: 'cluster.local.' (expected: a domain without trailing dot)",
                "m | 127.0.0.1 | 1 | 2 | cluster.local | '' | linkerd | trust-domain: '' (expected: a domain without trailing dot)",
                "m | 127.0.0.1 | 1 | 2 | cluster.local | cluster.local | a_b | linkerd-namespace: 'a_b' (expected: letters, digits and -)",
            })
    void refusesWhatCanNotBeAndNamesIt(
            String source,
            String bind,
            int port,
            int adminPort,
            String clusterDomain,
            String trustDomain,
            String namespace,
            String message) {
        assertThatThrownBy(() -> new ControllerConfig(
                        source, null, bind, port, adminPort, clusterDomain, trustDomain, namespace))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
