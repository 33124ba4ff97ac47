package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.port.RoutePolicySource.PolicyQuery;
import io.reactivemesh.wire.net.IPAddress;
import io.reactivemesh.wire.net.TcpAddress;
import io.reactivemesh.wire.outbound.TrafficSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficTest {
    private static final String WORKLOAD = "{\"ns\":\"clients\",\"pod\":\"client-1\"}\n";

    @Test
    void readsAnAddress() {
        IpAddress ip = IpAddress.parse("fd00::1");

        PolicyQuery query = parse(TrafficSpec.newBuilder()
                .setSourceWorkload(WORKLOAD)
                .setAddr(TcpAddress.newBuilder().setIp(Addresses.toWire(ip)).setPort(443)));

        assertThat(query).isEqualTo(new PolicyQuery.ByAddress(new Address(ip, 443), "clients"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "web.emojivoto.svc.cluster.local:8080, 8080",
        "web.emojivoto.svc:8080, 8080",
        "web.emojivoto.svc.cluster.local.:8080, 8080",
        "user@web.emojivoto.svc:8080, 8080",
        "web.emojivoto.svc, 80",
        "web.emojivoto.svc:, 80",
        "web.emojivoto.svc:http, 80",
        "web.emojivoto.svc:0, 80",
        "web.emojivoto.svc:65536, 80"
    })
    void readsAnAuthority(String authority, int port) {
        assertThat(parse(named(authority)))
                .isEqualTo(new PolicyQuery.ByService(new ServiceId("emojivoto", "web"), port, "clients"));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "web",
                "web.emojivoto",
                "web.emojivoto.pod",
                ".emojivoto.svc",
                "web..svc",
                "web.emojivoto.svc.cluster",
                "web.emojivoto.svc.cluster.local.more",
                "web.emojivoto.svc.example.org",
                "10.0.0.1:80",
                "[fd00::1]:80"
            })
    void doesNotFindOtherAuthorities(String authority) {
        assertRefused(named(authority), Status.Code.NOT_FOUND, "'" + authority + "'");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", ":80", "user@:80", "a b", "web/x", "web?x"})
    void refusesWhatIsNoAuthority(String authority) {
        assertRefused(named(authority), Status.Code.INVALID_ARGUMENT, "target.authority: '" + authority + "'");
    }

    @Test
    void refusesARequestWithoutTarget() {
        assertRefused(
                TrafficSpec.newBuilder().setSourceWorkload(WORKLOAD), Status.Code.INVALID_ARGUMENT, "target: missing");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"0, '0'", "65536, 65536", "-1, 4294967295"})
    void refusesAPortThatIsNone(int port, String words) {
        TrafficSpec.Builder request = TrafficSpec.newBuilder()
                .setSourceWorkload(WORKLOAD)
                .setAddr(TcpAddress.newBuilder()
                        .setIp(IPAddress.newBuilder().setIpv4(1))
                        .setPort(port));

        assertRefused(request, Status.Code.INVALID_ARGUMENT, "target.addr.port: " + words + " ");
    }

    @Test
    void refusesAnAddressWithoutIp() {
        assertRefused(
                TrafficSpec.newBuilder()
                        .setSourceWorkload(WORKLOAD)
                        .setAddr(TcpAddress.newBuilder().setPort(80)),
                Status.Code.INVALID_ARGUMENT,
                "target.addr.ip: missing");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "",
                "client-1",
                ":client-1",
                "clients:",
                "{",
                "{}",
                "{\"ns\":\"clients\"}",
                "{\"pod\":\"client-1\"}",
                "{\"ns\":\"\",\"pod\":\"client-1\"}",
                "[\"clients\"]"
            })
    void refusesAWorkloadThatItCanNotRead(String workload) {
        assertRefused(
                named("web.emojivoto.svc").setSourceWorkload(workload),
                Status.Code.INVALID_ARGUMENT,
                "source_workload: '");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "clients:client-1",
                "clients:client-1\n",
                "{\"ns\":\"clients\",\"external_workload\":\"vm-1\"}",
                "{\"ns\":\"clients\",\"pod\":\"client-1\",\"more\":{\"ns\":\"x\"}}"
            })
    void readsEveryFormOfAWorkload(String workload) {
        assertThat(parse(named("web.emojivoto.svc").setSourceWorkload(workload)).callerNamespace())
                .isEqualTo("clients");
    }

    private static TrafficSpec.Builder named(String authority) {
        return TrafficSpec.newBuilder().setSourceWorkload(WORKLOAD).setAuthority(authority);
    }

    private static PolicyQuery parse(TrafficSpec.Builder request) {
        return Traffic.parse(request.build(), "cluster.local");
    }

    private static void assertRefused(TrafficSpec.Builder request, Status.Code code, String words) {
        assertThatThrownBy(() -> parse(request))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.status().getCode()).isEqualTo(code))
                .hasMessageContaining(words);
    }
}
