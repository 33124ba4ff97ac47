package io.reactivemesh.proxy.inbound;

import static io.reactivemesh.proxy.control.ServerFixture.anyFrom;
import static io.reactivemesh.proxy.control.ServerFixture.authz;
import static io.reactivemesh.proxy.control.ServerFixture.bytes;
import static io.reactivemesh.proxy.control.ServerFixture.detect;
import static io.reactivemesh.proxy.control.ServerFixture.opaque;
import static io.reactivemesh.proxy.control.ServerFixture.policy;
import static io.reactivemesh.proxy.control.ServerFixture.resource;
import static io.reactivemesh.proxy.control.ServerFixture.route;
import static io.reactivemesh.proxy.control.ServerFixture.server;
import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import io.reactivemesh.wire.grpcroute.GrpcRouteMatch;
import io.reactivemesh.wire.grpcroute.GrpcRpcMatch;
import io.reactivemesh.wire.httproute.HttpFailureInjector;
import io.reactivemesh.wire.httproute.RequestHeaderModifier;
import io.reactivemesh.wire.httptypes.Headers;
import io.reactivemesh.wire.inbound.Authn;
import io.reactivemesh.wire.inbound.Authz;
import io.reactivemesh.wire.inbound.GrpcRoute;
import io.reactivemesh.wire.inbound.HttpLocalRateLimit;
import io.reactivemesh.wire.inbound.HttpRoute;
import io.reactivemesh.wire.inbound.ProxyProtocol;
import io.reactivemesh.wire.inbound.Server;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a policy of the control plane does to requests and connections, and what a change of it does to those that are there. */
class InboundPolicyIT {

    private static final String CLIENT = "127.0.0.2";
    private static final Authz CLIENTS = anyFrom(CLIENT + "/32");
    private static final Authz OTHERS = anyFrom("192.0.2.0/24");
    private static final String OK = "HTTP/1.1 200 OK~content-length: 0~~";

    private ScriptedServer application = ScriptedServer.answering(OK);
    private final FakeDiscovery discovery = new FakeDiscovery();
    private RunningProxy proxy = RunningProxy.start(discovery, Map.of());

    @AfterEach
    void stop() {
        proxy.close();
        application.close();
    }

    /** Has the control plane say this of the application's port, and waits until the proxy goes by it. */
    private void say(Server.Builder server) {
        discovery.server(application.address().getPort(), policy(server));
        // Event loops take what they are told in order: a connection that was served has seen everything before it.
        proxy.redirect(application.address());
    }

    /** A proxy that watches the application's port from the start. */
    private void watching() {
        proxy.close();
        proxy = RunningProxy.start(
                discovery,
                Map.of(
                        "LINKERD2_PROXY_INBOUND_PORTS",
                        Integer.toString(application.address().getPort())));
    }

    private Wire client() {
        return proxy.inbound(0, InetAddress.ofLiteral(CLIENT));
    }

    private static String answer(Wire client, String method) {
        return client.send(method + " / HTTP/1.1~Host: web~~").head().split("~", 2)[0];
    }

    @Test
    void requestsAreJudgedOneByOneByTheNewestPolicy() {
        say(server(detect(
                route("get", "GET", CLIENTS).build(), route("post", "POST").build())));
        watching();
        proxy.redirect(application.address());
        try (Wire client = client()) {
            assertThat(answer(client, "GET")).isEqualTo("http/1.1 200 ok");
            assertThat(answer(client, "POST")).isEqualTo("http/1.1 403 forbidden");
            assertThat(answer(client, "DELETE")).isEqualTo("http/1.1 404 not found");

            say(server(detect(
                    route("get", "GET", OTHERS).build(),
                    route("delete", "DELETE", CLIENTS).build())));

            eventually("the new policy holds", () -> answer(client, "GET").equals("http/1.1 403 forbidden"));
            assertThat(answer(client, "POST")).isEqualTo("http/1.1 404 not found");
            assertThat(answer(client, "DELETE")).isEqualTo("http/1.1 200 ok");
        }
        assertThat(proxy.metric(
                        "request_total",
                        "direction=\"inbound\"",
                        "srv_group=\"policy.linkerd.io\",srv_kind=\"server\",srv_name=\"web\"",
                        "route_kind=\"HTTPRoute\",route_name=\"delete\"",
                        "authz_kind=\"authorizationpolicy\",authz_name=\"nets\""))
                .isEqualTo(1);
        assertThat(proxy.metric("request_total", "route_name=\"post\""))
                .as("what was refused is not counted as a request")
                .isZero();
        assertThat(proxy.metric("inbound_http_authz_deny_total", "route_name=\"post\""))
                .isEqualTo(1);
        assertThat(proxy.metric("inbound_http_route_not_found_total", "srv_name=\"web\""))
                .isEqualTo(2);
        assertThat(proxy.metric("inbound_http_errors_total")).isZero();
    }

    @Test
    void theFirstConnectionDoesNotWaitForThePolicyAndItsRequestsComeUnderItLater() {
        say(server(detect(), OTHERS));
        try (Wire client = client()) {
            eventually("the policy holds", () -> answer(client, "GET").equals("http/1.1 403 forbidden"));
        }
    }

    @Test
    void filtersApplyToWhoIsLetIn() {
        HttpRoute.Builder edited = route("edited", "GET", CLIENTS);
        edited.getRulesBuilder(0)
                .addFilters(HttpRoute.Filter.newBuilder()
                        .setRequestHeaderModifier(RequestHeaderModifier.newBuilder()
                                .setAdd(Headers.newBuilder()
                                        .addHeaders(Headers.Header.newBuilder()
                                                .setName("x-seen")
                                                .setValue(bytes("yes"))))));
        HttpRoute.Builder failing = route("failing", "POST", CLIENTS);
        failing.getRulesBuilder(0)
                .addFilters(HttpRoute.Filter.newBuilder()
                        .setFailureInjector(HttpFailureInjector.newBuilder().setStatus(500)));
        say(server(detect(edited.build(), failing.build())));
        watching();
        proxy.redirect(application.address());
        try (Wire client = client()) {
            assertThat(answer(client, "GET")).isEqualTo("http/1.1 200 ok");
            assertThat(answer(client, "POST")).isEqualTo("http/1.1 500 internal server error");
        }
        assertThat(application.heads()).singleElement().asString().contains("x-seen: yes");
        assertThat(proxy.metric("inbound_http_authz_allow_total")).isEqualTo(2);
    }

    @Test
    void whoAsksTooOftenIs429OverAllConnectionsTogetherAndCounted() {
        var limit = HttpLocalRateLimit.newBuilder()
                .setMetadata(resource("policy.linkerd.io", "httplocalratelimitpolicy", "web-limit"))
                .setTotal(HttpLocalRateLimit.Limit.newBuilder().setRequestsPerSecond(10_000))
                .setIdentity(HttpLocalRateLimit.Limit.newBuilder().setRequestsPerSecond(1));
        ProxyProtocol.Builder protocol = detect();
        protocol.getDetectBuilder().setHttpLocalRateLimit(limit);
        say(server(protocol, CLIENTS));
        watching();
        proxy.redirect(application.address());
        try (Wire client = client();
                Wire another = client()) {
            assertThat(answer(client, "GET")).isEqualTo("http/1.1 200 ok");

            eventually("two within a second", () -> answer(another, "GET").equals("http/1.1 429 too many requests"));
            assertThat(proxy.metric(
                            "inbound_http_local_ratelimit_total",
                            "ratelimit_kind=\"httplocalratelimitpolicy\",ratelimit_name=\"web-limit\"",
                            "ratelimit_scope=\"identity\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void routesOfGrpcAreJudgedByServiceAndMethod() {
        application.close();
        application = ScriptedServer.start((connection, _) -> {
            Http2Wire wire = Http2Wire.server(connection);
            Http2Wire.Frame head = wire.message();
            wire.headers(head.stream(), true, ":status", "200", "content-type", "application/grpc", "grpc-status", "0");
            assertThat(wire.ended()).isTrue();
        });
        say(server(ProxyProtocol.newBuilder()
                .setGrpc(ProxyProtocol.Grpc.newBuilder()
                        .addRoutes(call("Get", CLIENTS))
                        .addRoutes(call("Put", OTHERS)))));
        watching();
        proxy.redirect(application.address());
        try (Http2Wire client = Http2Wire.client(client())) {
            assertThat(status(client, 1, "/a.B/Get")).contains("grpc-status: 0");
            assertThat(status(client, 3, "/a.B/Put")).contains("grpc-status: 7");
            assertThat(status(client, 5, "/a.C/Get")).contains("grpc-status: 5");
            eventually(
                    "counted",
                    () -> proxy.metric("inbound_grpc_statuses_total", "route_name=\"Get\"", "status=\"0\"") == 1);
        }
    }

    private static GrpcRoute call(String method, Authz permit) {
        return GrpcRoute.newBuilder()
                .setMetadata(resource("gateway.networking.k8s.io", "GRPCRoute", method))
                .addAuthorizations(permit)
                .addRules(GrpcRoute.Rule.newBuilder()
                        .addMatches(GrpcRouteMatch.newBuilder()
                                .setRpc(GrpcRpcMatch.newBuilder()
                                        .setService("a.B")
                                        .setMethod(method))))
                .build();
    }

    private static String status(Http2Wire client, int stream, String path) {
        client.request(stream, true, "POST", "web", path, "content-type", "application/grpc");
        return client.message().text();
    }

    @Test
    void whoConnectsFromThisMachineIsAlwaysLetIn() {
        say(server(detect()));
        watching();
        proxy.redirect(application.address());
        try (Wire local = proxy.inbound(0);
                Wire client = client()) {
            assertThat(answer(local, "GET")).isEqualTo("http/1.1 200 ok");
            assertThat(answer(client, "GET")).isEqualTo("http/1.1 403 forbidden");
        }
        assertThat(proxy.metric("inbound_http_authz_allow_total", "authz_kind=\"default\",authz_name=\"localhost\""))
                .isEqualTo(1);
    }

    @Test
    void whoHasToProveAnIdentityIsRefusedWithoutOne() {
        Authn.Builder meshed = Authn.newBuilder()
                .setMeshTLS(Authn.PermitMeshTLS.newBuilder()
                        .setUnauthenticated(Authn.PermitUnauthenticated.getDefaultInstance()));
        say(server(detect(), authz("meshed", "0.0.0.0/0", meshed)));
        watching();
        proxy.redirect(application.address());
        try (Wire client = client()) {
            assertThat(answer(client, "GET")).isEqualTo("http/1.1 403 forbidden");
        }
    }

    @Test
    void anOpaqueConnectionIsCutOffWhenItIsNotAllowedAnyMore() {
        application.close();
        application = ScriptedServer.start((wire, _) -> {
            for (String text = wire.text(4); !text.isEmpty(); text = wire.text(4)) {
                wire.send(text);
            }
        });
        say(server(opaque(), CLIENTS));
        watching();
        proxy.redirect(application.address());
        try (Wire client = client()) {
            assertThat(client.send("ping").text(4)).isEqualTo("ping");
            assertThat(proxy.metric("inbound_tcp_authz_allow_total", "authz_name=\"nets\""))
                    .isEqualTo(1);

            say(server(opaque(), CLIENTS, OTHERS));
            assertThat(client.send("pong").text(4)).isEqualTo("pong");
            say(server(opaque(), OTHERS));

            assertThat(client.ended()).isTrue();
            assertThat(proxy.metric("inbound_tcp_authz_terminate_total", "srv_name=\"web\""))
                    .isEqualTo(1);
        }
        try (Wire client = client()) {
            assertThat(client.ended()).isTrue();
            assertThat(proxy.metric("inbound_tcp_authz_deny_total", "srv_name=\"web\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aPortThatBecomesOpaqueHasNoRoutesForConnectionsThatAreThere() {
        say(server(detect(), CLIENTS));
        watching();
        proxy.redirect(application.address());
        try (Wire client = client()) {
            assertThat(answer(client, "GET")).isEqualTo("http/1.1 200 ok");

            say(server(opaque(), CLIENTS));

            eventually("the new policy holds", () -> answer(client, "GET").equals("http/1.1 404 not found"));
        }
    }

    @Test
    void theProtocolThatAPolicyNamesIsNotDetected() {
        say(server(ProxyProtocol.newBuilder().setHttp1(ProxyProtocol.Http1.getDefaultInstance()), CLIENTS));
        watching();
        proxy.redirect(application.address());
        try (Wire client = client()) {
            assertThat(answer(client, "GET")).isEqualTo("http/1.1 200 ok");
        }
        assertThat(proxy.metric("inbound_tcp_detect_http_results_total", "srv_name=\"web\""))
                .isZero();
    }
}
