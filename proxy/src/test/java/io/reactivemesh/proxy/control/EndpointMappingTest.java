package io.reactivemesh.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.reactivemesh.proxy.ProxyConfig.Http2;
import io.reactivemesh.proxy.control.ProxyEndpoint.Hint;
import io.reactivemesh.proxy.control.ProxyEndpoint.Identity;
import io.reactivemesh.proxy.control.ProxyEndpoint.Zone;
import io.reactivemesh.wire.destination.AuthorityOverride;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.Http2ClientParams;
import io.reactivemesh.wire.destination.ProtocolHint;
import io.reactivemesh.wire.destination.TlsIdentity;
import io.reactivemesh.wire.destination.WeightedAddr;
import io.reactivemesh.wire.destination.WeightedDst;
import io.reactivemesh.wire.net.IPAddress;
import io.reactivemesh.wire.net.IPv6;
import io.reactivemesh.wire.net.TcpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointMappingTest {

    private static final Http2 HTTP2 = new Http2(
            65_535,
            1_048_576,
            false,
            null,
            null,
            OptionalInt.of(100),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            false,
            OptionalInt.empty());

    @Test
    void addressLabelsWinAndTheZoneIsSplitOff() {
        ProxyEndpoint endpoint = map(
                WireFixture.weighted(1).putMetricLabels("pod", "p").putMetricLabels("zone_locality", "local"),
                Map.of("pod", "set", "service", "web"));

        assertThat(endpoint.labels()).containsExactly(Map.entry("pod", "p"), Map.entry("service", "web"));
        assertThat(endpoint.zone()).isEqualTo(Zone.LOCAL);
    }

    @Test
    void aBareAddressIsPlaintextAndNeutral() {
        assertThat(map(WireFixture.weighted(1).clearWeight(), Map.of()))
                .isEqualTo(ProxyEndpoint.of(WireFixture.address(1)));
    }

    @Test
    void theServerNameFallsBackToTheDnsIdentity() {
        TlsIdentity.Builder tls = TlsIdentity.newBuilder().setDnsLikeIdentity(dns("web.id"));

        assertThat(map(WireFixture.weighted(1).setTlsIdentity(tls), Map.of()).identity())
                .isEqualTo(new Identity("web.id", "web.id"));
        assertThat(map(WireFixture.weighted(1).setTlsIdentity(tls.setServerName(dns("sni"))), Map.of())
                        .identity())
                .isEqualTo(new Identity("web.id", "sni"));
    }

    @Test
    void settingsOfHttp2GoOverWhatIsConfigured() {
        Http2Params params = map(
                        WireFixture.weighted(1)
                                .setHttp2(Http2ClientParams.newBuilder()
                                        .setFlowControl(Http2ClientParams.FlowControl.newBuilder()
                                                .setInitialConnectionWindowSize(3_000_000)
                                                .setInitialStreamWindowSize(200_000))
                                        .setKeepAlive(Http2ClientParams.KeepAlive.newBuilder()
                                                .setInterval(
                                                        Duration.newBuilder().setSeconds(10))
                                                .setTimeout(
                                                        Duration.newBuilder().setNanos(500_000_000))
                                                .setWhileIdle(true))
                                        .setInternals(Http2ClientParams.Internals.newBuilder()
                                                .setMaxConcurrentResetStreams(7)
                                                .setMaxFrameSize(20_000)
                                                .setMaxSendBufSize(30_000))),
                        Map.of())
                .http2();

        assertThat(params.over(HTTP2))
                .isEqualTo(new Http2(
                        200_000,
                        3_000_000,
                        false,
                        java.time.Duration.ofSeconds(10),
                        java.time.Duration.ofMillis(500),
                        OptionalInt.of(100),
                        OptionalInt.of(20_000),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.of(30_000),
                        true,
                        OptionalInt.of(7)));
    }

    @Test
    void windowsAndPingsOfHttp2CountAsPairsOnly() {
        Http2Params params = map(
                        WireFixture.weighted(1)
                                .setHttp2(Http2ClientParams.newBuilder()
                                        .setFlowControl(Http2ClientParams.FlowControl.newBuilder()
                                                .setInitialStreamWindowSize(200_000))
                                        .setKeepAlive(Http2ClientParams.KeepAlive.newBuilder()
                                                .setInterval(
                                                        Duration.newBuilder().setSeconds(10)))),
                        Map.of())
                .http2();

        assertThat(params).isEqualTo(Http2Params.NONE);
        assertThat(params.over(HTTP2)).isEqualTo(HTTP2);
    }

    @Test
    void adaptiveWindowsWinOverThoseThatAreConfigured() {
        Http2Params params = map(
                        WireFixture.weighted(1)
                                .setHttp2(Http2ClientParams.newBuilder()
                                        .setFlowControl(Http2ClientParams.FlowControl.newBuilder()
                                                .setAdaptiveFlowControl(true))),
                        Map.of())
                .http2();

        assertThat(params.over(HTTP2).adaptiveFlowControl()).isTrue();
    }

    @Test
    void aUriIdentityNeedsAServerName() {
        TlsIdentity.Builder tls = TlsIdentity.newBuilder()
                .setUriLikeIdentity(TlsIdentity.UriLikeIdentity.newBuilder().setUri("spiffe://r/w"));

        assertThat(map(WireFixture.weighted(1).setTlsIdentity(tls), Map.of()).identity())
                .isNull();
        assertThat(map(WireFixture.weighted(1).setTlsIdentity(tls.setServerName(dns("sni"))), Map.of())
                        .identity())
                .isEqualTo(new Identity("spiffe://r/w", "sni"));
    }

    @ParameterizedTest
    @CsvSource({"4143,4143", "65534,65534", "65535,0", "0,0"})
    void theOpaqueTransportPortHasARange(int sent, int used) {
        ProtocolHint hint = ProtocolHint.newBuilder()
                .setH2(ProtocolHint.H2.getDefaultInstance())
                .setOpaqueTransport(ProtocolHint.OpaqueTransport.newBuilder().setInboundPort(sent))
                .build();

        ProxyEndpoint endpoint = map(WireFixture.weighted(1).setProtocolHint(hint), Map.of());

        assertThat(endpoint.hint()).isEqualTo(Hint.H2);
        assertThat(endpoint.opaqueTransportPort()).isEqualTo(used);
    }

    @Test
    void readsAnAuthorityOverrideAndIpv6() {
        TcpAddress address = TcpAddress.newBuilder()
                .setIp(IPAddress.newBuilder()
                        .setIpv6(IPv6.newBuilder().setFirst(0x20010db800000000L).setLast(1)))
                .setPort(8080)
                .build();

        ProxyEndpoint endpoint = map(
                WeightedAddr.newBuilder()
                        .setAddr(address)
                        .setAuthorityOverride(AuthorityOverride.newBuilder().setAuthorityOverride("web.ns:80")),
                Map.of());

        assertThat(endpoint.address()).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 8080));
        assertThat(endpoint.authorityOverride()).isEqualTo("web.ns:80");
    }

    @Test
    void anEmptyProfileSaysNothing() {
        assertThat(ProfileMapping.profile(DestinationProfile.getDefaultInstance()))
                .isEqualTo(new ProfileUpdate.Profile(null, false, null, List.of(), List.of(), null));
    }

    @Test
    void overridesOfWeightZeroOrWithoutPortAreDropped() {
        DestinationProfile wire = DestinationProfile.newBuilder()
                .setFullyQualifiedName("web.ns.svc.cluster.local")
                .addDstOverrides(WeightedDst.newBuilder().setAuthority("a:80").setWeight(5))
                .addDstOverrides(WeightedDst.newBuilder().setAuthority("b:80"))
                .addDstOverrides(WeightedDst.newBuilder().setAuthority("c").setWeight(5))
                .build();

        assertThat(((ProfileUpdate.Profile) ProfileMapping.profile(wire)).overrides())
                .containsExactly(new ProfileUpdate.WeightedAuthority("a:80", 5));
    }

    private static TlsIdentity.DnsLikeIdentity dns(String name) {
        return TlsIdentity.DnsLikeIdentity.newBuilder().setName(name).build();
    }

    private static ProxyEndpoint map(WeightedAddr.Builder wire, Map<String, String> setLabels) {
        return Objects.requireNonNull(EndpointMapping.endpoint(wire.build(), setLabels));
    }
}
