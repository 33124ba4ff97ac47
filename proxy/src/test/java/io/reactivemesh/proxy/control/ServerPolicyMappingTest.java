package io.reactivemesh.proxy.control;

import static io.reactivemesh.proxy.control.ServerFixture.anyFrom;
import static io.reactivemesh.proxy.control.ServerFixture.detect;
import static io.reactivemesh.proxy.control.ServerFixture.net;
import static io.reactivemesh.proxy.control.ServerFixture.opaque;
import static io.reactivemesh.proxy.control.ServerFixture.policy;
import static io.reactivemesh.proxy.control.ServerFixture.resource;
import static io.reactivemesh.proxy.control.ServerFixture.route;
import static io.reactivemesh.proxy.control.ServerFixture.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.reactivemesh.proxy.balance.RateLimiter;
import io.reactivemesh.wire.inbound.Authn;
import io.reactivemesh.wire.inbound.Authz;
import io.reactivemesh.wire.inbound.GrpcRoute;
import io.reactivemesh.wire.inbound.HttpLocalRateLimit;
import io.reactivemesh.wire.inbound.HttpRoute;
import io.reactivemesh.wire.inbound.Identity;
import io.reactivemesh.wire.inbound.IdentitySuffix;
import io.reactivemesh.wire.inbound.Network;
import io.reactivemesh.wire.inbound.ProxyProtocol;
import io.reactivemesh.wire.inbound.Server;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Inbound policies from their wire form, and whom their permits let in. */
class ServerPolicyMappingTest {

    private static final ResourceRef LOCALHOST = ResourceRef.named("localhost");

    private static Peer peer(String address) {
        return Peer.plain(InetAddress.ofLiteral(address));
    }

    private static Authn.Builder mesh(Authn.PermitMeshTLS.Builder clients) {
        return Authn.newBuilder().setMeshTLS(clients);
    }

    private static Authn.PermitMeshTLS.Builder identities(List<String> names, List<String> suffixes) {
        var identities = Authn.PermitMeshTLS.PermitClientIdentities.newBuilder();
        names.forEach(name -> identities.addIdentities(Identity.newBuilder().setName(name)));
        suffixes.forEach(suffix -> identities.addSuffixes(IdentitySuffix.newBuilder()
                .addAllParts(suffix.isEmpty() ? List.of() : List.of(suffix.split("\\.", -1)))));
        return Authn.PermitMeshTLS.newBuilder().setIdentities(identities);
    }

    private static List<ResourceRef> permits(ServerPolicy policy) {
        return policy.authorizations().stream().map(Authorization::name).toList();
    }

    @Test
    void aServerWithoutRoutesHasOneForEverythingAndLetsThisMachineInLast() {
        ServerPolicy policy = policy(server(detect(), anyFrom("192.0.2.0/24")));

        ResourceRef nets = new ResourceRef("policy.linkerd.io", "authorizationpolicy", "", "nets", "", "");
        assertThat(policy.server()).isEqualTo(new ResourceRef("policy.linkerd.io", "server", "", "web", "", ""));
        assertThat(permits(policy)).containsExactly(nets, LOCALHOST);
        assertThat(policy.protocol()).isInstanceOfSatisfying(ServerPolicy.Detect.class, detect -> {
            assertThat(detect.timeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(detect.http()).isEqualTo(ServerPolicy.everything(policy.authorizations(), null));
        });
    }

    @Test
    void theServersPermitsStandBehindThoseOfEachRoute() {
        ServerPolicy policy =
                policy(server(detect(route("get", "GET", anyFrom("10.0.0.0/8")).build()), anyFrom("192.0.2.0/24")));

        ServerPolicy.Http http = Objects.requireNonNull(policy.protocol().http());
        InboundRule rule = http.routes().getFirst().rules().getFirst().leadsTo();
        assertThat(rule.route())
                .isEqualTo(new ResourceRef("gateway.networking.k8s.io", "HTTPRoute", "", "get", "", ""));
        assertThat(rule.authorizations()).hasSize(3).endsWith(Authorization.LOOPBACK);
        assertThat(rule.authorizations().getFirst().permits(peer("10.1.2.3"))).isTrue();
        assertThat(rule.authorizations().get(1).permits(peer("192.0.2.3"))).isTrue();
    }

    static Stream<Arguments> protocols() {
        return Stream.of(
                arguments(ProxyProtocol.newBuilder().setHttp1(ProxyProtocol.Http1.getDefaultInstance()), "Http1"),
                arguments(ProxyProtocol.newBuilder().setHttp2(ProxyProtocol.Http2.getDefaultInstance()), "Http2"),
                arguments(
                        ProxyProtocol.newBuilder()
                                .setGrpc(ProxyProtocol.Grpc.newBuilder()
                                        .addRoutes(GrpcRoute.newBuilder()
                                                .setMetadata(resource("g", "GRPCRoute", "calls"))
                                                .addRules(GrpcRoute.Rule.getDefaultInstance()))),
                        "Http2"),
                arguments(opaque(), "Opaque"),
                arguments(ProxyProtocol.newBuilder().setTls(ProxyProtocol.Tls.getDefaultInstance()), "Tls"));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void protocolsAreUnderstood(ProxyProtocol.Builder wire, String expected) {
        assertThat(policy(server(wire)).protocol().getClass().getSimpleName()).isEqualTo(expected);
    }

    @Test
    void limitsAreUnderstoodAndClientsThatCannotExistPassedOver() {
        var overridden = HttpLocalRateLimit.Override.newBuilder()
                .setLimit(HttpLocalRateLimit.Limit.newBuilder().setRequestsPerSecond(10))
                .setClients(HttpLocalRateLimit.Override.ClientIdentities.newBuilder()
                        .addIdentities(Identity.newBuilder().setName("client.ns"))
                        .addIdentities(Identity.newBuilder().setName("not a name")));
        var limit = HttpLocalRateLimit.newBuilder()
                .setMetadata(resource("policy.linkerd.io", "httplocalratelimitpolicy", "web-limit"))
                .setTotal(HttpLocalRateLimit.Limit.newBuilder().setRequestsPerSecond(-1))
                .setIdentity(HttpLocalRateLimit.Limit.newBuilder().setRequestsPerSecond(5))
                .addOverrides(overridden);
        ServerPolicy policy = policy(server(ProxyProtocol.newBuilder()
                .setHttp1(ProxyProtocol.Http1.newBuilder().setLocalRateLimit(limit))));

        ServerPolicy.Http http = Objects.requireNonNull(policy.protocol().http());
        assertThat(http.limit())
                .isEqualTo(new ServerPolicy.RateLimit(
                        new ResourceRef("policy.linkerd.io", "httplocalratelimitpolicy", "", "web-limit", "", ""),
                        new RateLimiter.Config(
                                Integer.MAX_VALUE, 5, List.of(new RateLimiter.ClientGroup(10, Set.of("client.ns"))))));
    }

    @ParameterizedTest
    @CsvSource({
        // labels of the server → group, kind, name
        "g, server, web,     g, server, web",
        "'', '', web,        '', default, web",
        "'', '', server:web, '', server, web",
    })
    void namesComeFromLabels(String group, String kind, String name, String g, String k, String n) {
        Server.Builder wire = server(opaque())
                .putLabels("group", group)
                .putLabels("kind", kind)
                .putLabels("name", name);

        assertThat(policy(wire).server()).isEqualTo(new ResourceRef(g, k, "", n, "", ""));
    }

    static Stream<Arguments> invalid() {
        Authz good = anyFrom("10.0.0.0/8");
        return Stream.of(
                arguments(server(ProxyProtocol.newBuilder()), "protocol: missing"),
                arguments(
                        server(ProxyProtocol.newBuilder().setDetect(ProxyProtocol.Detect.getDefaultInstance())),
                        "detect: timeout: missing"),
                arguments(server(opaque()).removeLabels("name"), "server: name in its labels: missing"),
                arguments(
                        server(opaque(), good.toBuilder().clearNetworks().build()), "authorization: networks: missing"),
                arguments(
                        server(opaque(), good.toBuilder().clearAuthentication().build()),
                        "authorization: authentication: missing"),
                arguments(
                        server(
                                opaque(),
                                good.toBuilder()
                                        .setAuthentication(mesh(Authn.PermitMeshTLS.newBuilder()))
                                        .build()),
                        "authorization: clients of meshTLS: missing"),
                arguments(
                        server(
                                opaque(),
                                good.toBuilder()
                                        .setNetworks(0, Network.getDefaultInstance())
                                        .build()),
                        "network: address: missing"),
                arguments(
                        server(
                                opaque(),
                                ServerFixture.authz(
                                        "a", "10.0.0.0/8", mesh(identities(List.of("not a name"), List.of())))),
                        "identity: 'not a name'"),
                arguments(
                        server(detect(HttpRoute.newBuilder()
                                .setMetadata(resource("g", "HTTPRoute", "r"))
                                .addRules(HttpRoute.Rule.newBuilder().addFilters(HttpRoute.Filter.getDefaultInstance()))
                                .build())),
                        "HTTP route: kind of a filter: missing"),
                arguments(server(detect(HttpRoute.newBuilder().build())), "HTTP route: metadata: missing"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void whatMakesNoSenseIsRefusedWithItsPlace(Server.Builder wire, String reason) {
        assertThatThrownBy(() -> policy(wire))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}: {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                // asked for, address, mesh TLS, identity → let in
                "none,     10.1.2.3,  false, -,                     true",
                "none,     11.1.2.3,  false, -,                     false",
                "none,     10.9.0.1,  false, -,                     false",
                "none,     ::1,       false, -,                     false",
                "mesh,     10.1.2.3,  true,  -,                     true",
                "mesh,     10.1.2.3,  false, -,                     false",
                "mesh,     11.1.2.3,  true,  -,                     false",
                "names,    10.1.2.3,  true,  web.ns.cluster.local,  true",
                "names,    10.1.2.3,  true,  other.ns.test,         false",
                "names,    10.1.2.3,  true,  -,                     false",
                "names,    10.1.2.3,  true,  spiffe://td/web,       true",
                "suffix,   10.1.2.3,  true,  web.ns.cluster.local,  true",
                "suffix,   10.1.2.3,  true,  cluster.local,         false",
                "suffix,   10.1.2.3,  true,  webcluster.local,      false",
                "suffix,   10.1.2.3,  true,  spiffe://a.cluster.local, false",
                "any,      10.1.2.3,  true,  spiffe://td/web,       true",
                "any,      10.1.2.3,  true,  -,                     false",
            })
    void permitsLetInWhomTheyDescribe(
            String asked, String address, boolean meshTls, @Nullable String identity, boolean expected) {
        Authn.Builder authentication = switch (asked) {
            case "none" -> Authn.newBuilder().setUnauthenticated(Authn.PermitUnauthenticated.getDefaultInstance());
            case "mesh" ->
                mesh(Authn.PermitMeshTLS.newBuilder()
                        .setUnauthenticated(Authn.PermitUnauthenticated.getDefaultInstance()));
            case "names" -> mesh(identities(List.of("web.ns.cluster.local", "spiffe://td/web"), List.of()));
            case "suffix" -> mesh(identities(List.of(), List.of("cluster.local")));
            default -> mesh(identities(List.of(), List.of("")));
        };
        Authz permit = ServerFixture.authz("a", "10.0.0.0/8", authentication).toBuilder()
                .setNetworks(0, Network.newBuilder().setNet(net("10.0.0.0/8")).addExcept(net("10.9.0.0/16")))
                .build();
        Authorization authorization =
                policy(server(opaque(), permit)).authorizations().getFirst();

        Peer client = new Peer(InetAddress.ofLiteral(address), meshTls, identity);

        assertThat(authorization.permits(client)).isEqualTo(expected);
    }

    @Test
    void holesOfNetworksOfEitherFamilyAreLeftOut() {
        Authz permit = anyFrom("2001:db8::/32").toBuilder()
                .setNetworks(
                        0, Network.newBuilder().setNet(net("2001:db8::/32")).addExcept(net("2001:db8:1::/48")))
                .build();
        Authorization authorization =
                policy(server(opaque(), permit)).authorizations().getFirst();

        assertThat(authorization.permits(peer("2001:db8:2::1"))).isTrue();
        assertThat(authorization.permits(peer("2001:db8:1::1"))).isFalse();
    }
}
