package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
    private static final ServiceId WEB = new ServiceId("emojivoto", "web");

    @Test
    void readsAServiceWithPort() {
        assertThat(Target.parse("web.emojivoto.svc.cluster.local:8080", "cluster.local"))
                .isEqualTo(new Target.Named(WEB, null, "web.emojivoto.svc.cluster.local", 8080));
    }

    @Test
    void takesPort80WhenThePathNamesNone() {
        assertThat(Target.parse("web.emojivoto.svc.cluster.local", "cluster.local"))
                .isEqualTo(new Target.Named(WEB, null, "web.emojivoto.svc.cluster.local", 80));
    }

    @Test
    void readsAHostname() {
        assertThat(Target.parse("web-0.web.emojivoto.svc.cluster.local:1", "cluster.local"))
                .isEqualTo(new Target.Named(WEB, "web-0", "web-0.web.emojivoto.svc.cluster.local", 1));
    }

    @Test
    void goesByTheClusterDomain() {
        assertThat(Target.parse("web.emojivoto.svc.east.example:80", "east.example"))
                .isEqualTo(new Target.Named(WEB, null, "web.emojivoto.svc.east.example", 80));
    }

    @ParameterizedTest(name = "{0} is {1} port {2}")
    @CsvSource({
        "10.1.2.3:8080, 10.1.2.3, 8080",
        "10.1.2.3, 10.1.2.3, 80",
        "[fd00::1]:65535, fd00::1, 65535",
    })
    void readsAddresses(String path, String ip, int port) {
        assertThat(Target.parse(path, "cluster.local"))
                .isEqualTo(new Target.Literal(new Address(IpAddress.parse(ip), port)));
    }

    @ParameterizedTest(name = "refuses {0}: {2}")
    @CsvSource({
        "web.emojivoto.svc.cluster.local:0, port '0', out of range",
        "web.emojivoto.svc.cluster.local:65536, port '65536', out of range",
        "web.emojivoto.svc.cluster.local:+80, port '+80', not digits",
        "web.emojivoto.svc.cluster.local:, port '', empty port",
        "web.emojivoto.svc.cluster.local:http, port 'http', a name",
        "web.emojivoto.svc.cluster.local.:80, host 'web.emojivoto.svc.cluster.local.', trailing dot",
        "web.emojivoto.svc.Cluster.local:80, host 'web.emojivoto.svc.Cluster.local', another case",
        "web.emojivoto.svc.other.domain:80, host 'web.emojivoto.svc.other.domain', another domain",
        "web.emojivoto:80, host 'web.emojivoto', no suffix",
        "emojivoto.svc.cluster.local:80, host 'emojivoto.svc.cluster.local', no service",
        "a.b.web.emojivoto.svc.cluster.local:80, host 'a.b.web.emojivoto.svc.cluster.local', too many labels",
        ".emojivoto.svc.cluster.local:80, host '.emojivoto.svc.cluster.local', empty label",
        "example.com, host 'example.com', not a service",
        "fd00::1:80, host 'fd00::1', IPv6 without brackets",
        "[fd00::1], port '1]', brackets without port",
        "[10.1.2.3]:80, host '[10.1.2.3]', IPv4 in brackets",
        "[web]:80, host '[web]', name in brackets",
        "'', host '', nothing",
    })
    void refusesWhatIsNoTargetAndNamesIt(String path, String named, String reason) {
        assertThatThrownBy(() -> Target.parse(path, "cluster.local"))
                .as(reason)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
                .hasMessageContaining(named)
                .hasMessageContaining("expected: ");
    }
}
