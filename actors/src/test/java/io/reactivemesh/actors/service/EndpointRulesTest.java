package io.reactivemesh.actors.service;

import static io.reactivemesh.actors.Documents.facts;
import static io.reactivemesh.actors.Documents.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceDocument.Remote;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ProtocolHint;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How an address becomes an endpoint; control-plane semantics 3.6 and 3.7. */
class EndpointRulesTest {
    private static final DiscoverySettings FORCED = DiscoverySettings.DEFAULT;
    private static final DiscoverySettings TRANSPARENT = FORCED.withForceOpaqueTransport(false);
    private static final DiscoverySettings NO_UPGRADE = FORCED.withH2Upgrade(false);
    private static final WorkloadFacts POD = facts("w1");
    private static final @Nullable TlsIdentity WEB = POD.identity();

    /** reason, settings, facts, own address, identity, hint, transport port, keep-alive sent */
    static Stream<Arguments> workloads() {
        return Stream.of(
                Arguments.of("a meshed pod", FORCED, POD, true, WEB, ProtocolHint.H2, 4143, true),
                Arguments.of("transparent transport", TRANSPARENT, POD, true, WEB, ProtocolHint.H2, 0, true),
                Arguments.of(
                        "an opaque port",
                        FORCED,
                        FactsOf.opaque(POD, ports(8080)),
                        true,
                        WEB,
                        ProtocolHint.OPAQUE,
                        4143,
                        true),
                Arguments.of(
                        "an opaque port, transparent transport",
                        TRANSPARENT,
                        FactsOf.opaque(POD, ports(8080)),
                        true,
                        WEB,
                        ProtocolHint.OPAQUE,
                        4143,
                        true),
                Arguments.of("no upgrade", NO_UPGRADE, POD, true, WEB, ProtocolHint.UNKNOWN, 4143, true),
                Arguments.of(
                        "an unmeshed pod", FORCED, FactsOf.unmeshed(POD), true, null, ProtocolHint.UNKNOWN, 0, false),
                Arguments.of(
                        "an unmeshed pod's opaque port",
                        FORCED,
                        FactsOf.opaque(FactsOf.unmeshed(POD), ports(8080)),
                        true,
                        null,
                        ProtocolHint.UNKNOWN,
                        0,
                        false),
                Arguments.of(
                        "a skipped port",
                        FORCED,
                        FactsOf.skipping(POD, ports(8080)),
                        true,
                        null,
                        ProtocolHint.UNKNOWN,
                        0,
                        false),
                Arguments.of(
                        "the proxy's admin port",
                        FORCED,
                        FactsOf.proxyAt(POD, 4143, 8080, 4190),
                        true,
                        WEB,
                        ProtocolHint.H2,
                        0,
                        true),
                Arguments.of(
                        "the proxy's control port",
                        FORCED,
                        FactsOf.proxyAt(POD, 4143, 4191, 8080),
                        true,
                        WEB,
                        ProtocolHint.H2,
                        0,
                        true),
                Arguments.of(
                        "a proxy elsewhere",
                        FORCED,
                        FactsOf.proxyAt(POD, 5143, 4191, 4190),
                        true,
                        WEB,
                        ProtocolHint.H2,
                        5143,
                        true),
                Arguments.of(
                        "a proxy that does not say where",
                        FORCED,
                        FactsOf.proxyAt(POD, 0, 0, 0),
                        true,
                        WEB,
                        ProtocolHint.H2,
                        4143,
                        true),
                Arguments.of(
                        "an external workload", FORCED, FactsOf.external(POD), true, WEB, ProtocolHint.H2, 4143, true),
                Arguments.of(
                        "an external workload, no upgrade",
                        NO_UPGRADE,
                        FactsOf.external(POD),
                        true,
                        WEB,
                        ProtocolHint.H2,
                        4143,
                        true),
                Arguments.of(
                        "an external workload's opaque port",
                        FORCED,
                        FactsOf.opaque(FactsOf.external(POD), ports(8080)),
                        true,
                        WEB,
                        ProtocolHint.OPAQUE,
                        4143,
                        true),
                Arguments.of(
                        "a host port, where the pod's proxy does not listen",
                        FORCED,
                        POD,
                        false,
                        WEB,
                        ProtocolHint.H2,
                        0,
                        true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("workloads")
    void buildsTheEndpointOf(
            String reason,
            DiscoverySettings settings,
            WorkloadFacts facts,
            boolean own,
            @Nullable TlsIdentity identity,
            ProtocolHint hint,
            int transport,
            boolean keepAlive) {
        EndpointRules rules = new EndpointRules(settings);
        Endpoint endpoint = own
                ? rules.ofWorkload(facts, address(), Map.of("pod", "w1"))
                : rules.atHostPort(facts, address(), 80, Map.of("pod", "w1"));

        assertThat(endpoint)
                .as(reason)
                .isEqualTo(new Endpoint(
                        address(),
                        Endpoint.NEUTRAL_WEIGHT,
                        Map.of("pod", "w1"),
                        identity,
                        hint,
                        transport,
                        null,
                        keepAlive ? settings.meshedHttp2() : null));
    }

    /** reason, settings, remote, identity, hint, authority, keep-alive sent */
    static Stream<Arguments> bareAddresses() {
        TlsIdentity gateway = new TlsIdentity.Dns("gw.linkerd", null);
        return Stream.of(
                Arguments.of("a hand-written address", FORCED, null, null, ProtocolHint.UNKNOWN, null, false),
                Arguments.of(
                        "a gateway",
                        FORCED,
                        new Remote("gw.linkerd", "web.shop.svc.east", "east"),
                        gateway,
                        ProtocolHint.H2,
                        "web.shop.svc.east:80",
                        true),
                Arguments.of(
                        "a gateway, no upgrade",
                        NO_UPGRADE,
                        new Remote("gw.linkerd", "web.shop.svc.east", "east"),
                        gateway,
                        ProtocolHint.UNKNOWN,
                        "web.shop.svc.east:80",
                        true),
                Arguments.of(
                        "a gateway without identity",
                        FORCED,
                        new Remote(null, "web.shop.svc.east", "east"),
                        null,
                        ProtocolHint.UNKNOWN,
                        "web.shop.svc.east:80",
                        false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bareAddresses")
    void buildsTheEndpointOfAddress(
            String reason,
            DiscoverySettings settings,
            @Nullable Remote remote,
            @Nullable TlsIdentity identity,
            ProtocolHint hint,
            @Nullable String authority,
            boolean keepAlive) {
        Endpoint endpoint = new EndpointRules(settings).ofBareAddress(address(), remote, 80, Map.of());

        assertThat(endpoint)
                .as(reason)
                .isEqualTo(new Endpoint(
                        address(),
                        Endpoint.NEUTRAL_WEIGHT,
                        Map.of(),
                        identity,
                        hint,
                        0,
                        authority,
                        keepAlive ? settings.meshedHttp2() : null));
    }

    @Test
    void labelsLocalityByTheCallersZone() {
        Member member = member(POD, "");
        assertThat(EndpointRules.labels(member, "a"))
                .containsEntry("zone", "a")
                .containsEntry("zone_locality", "local")
                .containsEntry("deployment", "web");
        assertThat(EndpointRules.labels(member, "b")).containsEntry("zone_locality", "remote");
        assertThat(EndpointRules.labels(member, "")).containsEntry("zone_locality", "unknown");
        assertThat(EndpointRules.labels(member(FactsOf.in(POD, ""), ""), "a"))
                .containsEntry("zone", "")
                .containsEntry("zone_locality", "unknown");
        assertThat(EndpointRules.labels(member(null, ""), "a")).isEqualTo(Map.of("zone_locality", "unknown"));
        assertThat(EndpointRules.labels(POD))
                .containsEntry("namespace", "emojivoto")
                .doesNotContainKey("zone_locality");
    }

    @Test
    void believesTheSliceAboutTheZone() {
        assertThat(EndpointRules.labels(member(POD, "b"), "b"))
                .containsEntry("zone", "b")
                .containsEntry("zone_locality", "local");
        assertThat(EndpointRules.labels(member(null, "b"), "b")).isEqualTo(Map.of("zone_locality", "local"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "neither port is listed, 8080, 80, false",
        "the node's port is listed, 3306, 80, true",
        "the port behind is listed, 8080, 3306, true",
        "the port behind is not known, 8080, 0, false",
        "a Server decides about the port behind, 3306, 9000, false"
    })
    void asksForBothPortsAtAHostPort(String reason, int hostPort, int behind, boolean opaque) {
        WorkloadFacts facts = FactsOf.decided(FactsOf.opaque(POD, ports(3306)), 9000, "db");

        assertThat(facts.isOpaqueAtHostPort(hostPort, behind)).as(reason).isEqualTo(opaque);
    }

    private static Member member(@Nullable WorkloadFacts workload, String zone) {
        return new Member(
                address().ip(),
                new TreeMap<>(),
                null,
                true,
                true,
                false,
                zone,
                new TreeSet<>(),
                new TreeSet<>(),
                workload,
                null);
    }

    private static Address address() {
        return new Address(IpAddress.parse("10.0.0.1"), 8080);
    }
}
