package io.reactivemesh.proxy.outbound;

import static io.reactivemesh.proxy.testing.Policies.adds;
import static io.reactivemesh.proxy.testing.Policies.detect;
import static io.reactivemesh.proxy.testing.Policies.route;
import static io.reactivemesh.proxy.testing.Policies.to;
import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.control.BackendPolicy;
import io.reactivemesh.proxy.control.ProfileUpdate;
import io.reactivemesh.proxy.control.ProfileUpdate.WeightedAuthority;
import io.reactivemesh.proxy.control.ProtocolPolicy;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.Spread;
import io.reactivemesh.proxy.control.Spread.Pick;
import io.reactivemesh.proxy.control.Spread.Share;
import io.reactivemesh.proxy.route.Filter;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.HeaderMatch;
import io.reactivemesh.proxy.route.PathMatch;
import io.reactivemesh.proxy.route.Ratio;
import io.reactivemesh.proxy.route.Redirect;
import io.reactivemesh.proxy.route.Redirect.PathEdit;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.TextMatch;
import io.reactivemesh.proxy.stack.HeaderEdit;
import io.reactivemesh.proxy.stack.HeaderEdit.Header;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Policies;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP requests take the routes of the outbound policy; numbers are those of the reference's behaviour cases. */
class PolicyRoutesIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final String OTHER = "web-v2.emojivoto.svc.cluster.local:80";
    private static final String ROUTE = "outbound_http_route_";
    private static final RequestMatch FOO = prefix("/foo");

    private final FakeDiscovery discovery = new FakeDiscovery();
    private final ScriptedServer web = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 3~~web");
    private final ScriptedServer other =
            ScriptedServer.answering("HTTP/1.1 200 OK~x-gone: 1~x-kept: 1~content-length: 5~~other");
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        discovery
                .profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"))
                .endpoints(WEB, web.address())
                .endpoints(OTHER, other.address());
        proxy = RunningProxy.start(discovery, Map.of("LINKERD2_PROXY_OUTBOUND_HTTP_FAILFAST_TIMEOUT", "100ms"));
    }

    @AfterEach
    void stop() {
        proxy.close();
        web.close();
        other.close();
    }

    private static RequestMatch prefix(String path) {
        return new RequestMatch.Http(new PathMatch.Prefix(path), List.of(), List.of(), null);
    }

    private static Wire get(Wire client, String path, String... headers) {
        String more = headers.length == 0 ? "" : String.join("~", headers) + "~";
        return client.send("GET " + path + " HTTP/1.1~Host: web.emojivoto.svc.cluster.local~" + more + "~");
    }

    private String bodyOf(Wire client, String path, String... headers) {
        String head = get(client, path, headers).head();
        assertThat(head).startsWith("http/1.1 200");
        return client.text(head.contains("content-length: 3") ? 3 : 5);
    }

    @Test
    void requestsAreDispatchedByHeaderAndPath() {
        RequestMatch header = new RequestMatch.Http(
                null, List.of(new HeaderMatch("x-hello-city", new TextMatch.Exact("sf"))), List.of(), null);
        discovery.policy(
                WEB, detect(route("default", to(WEB)), route("city", header, to(OTHER)), route("foo", FOO, to(OTHER))));
        try (Wire client = proxy.outbound()) {
            assertThat(bodyOf(client, "/")).isEqualTo("web");
            assertThat(bodyOf(client, "/", "x-hello-city: sf")).isEqualTo("other");
            assertThat(bodyOf(client, "/foo/bar")).isEqualTo("other");
            assertThat(bodyOf(client, "/foobar")).isEqualTo("web");
        }
    }

    /** Case 189. */
    @Test
    void onlyTheRouteAndTheBackendThatWereUsedAreCounted() {
        discovery.policy(WEB, detect(route("default", to(WEB)), route("foo", FOO, to(OTHER))));
        try (Wire client = proxy.outbound()) {
            assertThat(bodyOf(client, "/foo")).isEqualTo("other");
        }
        String foo = "parent_group=\"core\",parent_kind=\"Service\",parent_namespace=\"emojivoto\",parent_name=\"web\","
                + "parent_port=\"80\",parent_section_name=\"\",route_group=\"gateway.networking.k8s.io\","
                + "route_kind=\"HTTPRoute\",route_namespace=\"emojivoto\",route_name=\"foo\"";
        assertThat(proxy.metric(ROUTE + "backend_requests_total", foo, "backend_name=\"web-v2\""))
                .isEqualTo(1);
        assertThat(proxy.metric(ROUTE + "backend_requests_total", "route_name=\"default\""))
                .isZero();
        assertThat(proxy.metric(ROUTE + "request_statuses_total", foo, "http_status=\"200\",error=\"\""))
                .isEqualTo(1);
        assertThat(proxy.metric(
                        "outbound_http_balancer_p2c_endpoints", "parent_name=\"web\"", "backend_name=\"web-v2\""))
                .isEqualTo(1);
    }

    /** Case 102. */
    @Test
    void withoutARuleTheAnswerIsNotFoundAndTheConnectionStays() {
        discovery.policy(WEB, detect(route("foo", FOO, to(OTHER))));
        try (Wire client = proxy.outbound();
                Http2Wire http2 = Http2Wire.client(proxy.outbound())) {
            assertThat(get(client, "/").head()).startsWith("http/1.1 404").contains("l5d-proxy-error: no route~");
            assertThat(bodyOf(client, "/foo")).isEqualTo("other");

            http2.request(1, true, "GET", WEB, "/");
            assertThat(http2.message().text()).contains(":status: 404\n");
        }
    }

    /** Case 110. */
    @Test
    void filtersOfTheRouteComeBeforeThoseOfTheBackend() {
        discovery.policy(WEB, detect(route("r", to(WEB, adds("pizza", "cowabunga")), adds("pizza", "tubular"))));
        try (Wire client = proxy.outbound()) {
            assertThat(bodyOf(client, "/", "pizza: party")).isEqualTo("web");
            assertThat(bodyOf(client, "/", "pizza: party"))
                    .as("nothing is left of the request before")
                    .isEqualTo("web");
        }
        assertThat(web.heads())
                .hasSize(2)
                .allSatisfy(head -> assertThat(head).contains("pizza: party~pizza: tubular~pizza: cowabunga~~"));
    }

    @Test
    void headersAreSetAndRemovedOnRequestAndResponse() {
        HeaderEdit request =
                new HeaderEdit(List.of(), List.of(new Header("host", "inner"), new Header("a", "new")), List.of("B"));
        HeaderEdit response = new HeaderEdit(List.of(new Header("x-more", "2")), List.of(), List.of("X-Gone"));
        discovery.policy(
                WEB, detect(route("r", to(OTHER), new Filter.EditRequest(request), new Filter.EditResponse(response))));
        try (Wire client = proxy.outbound()) {
            String head = get(client, "/", "A: 1", "b: 2", "a: 3", "c: 4").head();

            assertThat(head).contains("x-kept: 1~").contains("x-more: 2~").doesNotContain("x-gone");
            assertThat(client.text(5)).isEqualTo("other");
            assertThat(other.heads()).containsExactly("get / http/1.1~c: 4~host: inner~a: new~~");
        }
    }

    @Test
    void headersOfHttp2AreEditedToo() {
        StringBuilder seen = new StringBuilder();
        HeaderEdit response = new HeaderEdit(List.of(new Header("x-more", "2")), List.of(), List.of("x-gone"));
        discovery.policy(WEB, detect(route("r", to(WEB), adds("pizza", "tubular"), new Filter.EditResponse(response))));
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire endpoint = Http2Wire.server(wire);
                    Http2Wire.Frame head = endpoint.message();
                    seen.append(head.text());
                    endpoint.headers(head.stream(), true, ":status", "200", "x-gone", "1", "x-kept", "1");
                    assertThat(endpoint.ended()).isTrue();
                });
                Http2Wire client = Http2Wire.client(proxy.outbound())) {
            discovery.endpoints(WEB, server.address());
            client.request(1, true, "GET", WEB, "/", "pizza", "party");

            assertThat(client.message().text()).isEqualTo(":status: 200\nx-kept: 1\nx-more: 2\n");
            assertThat(seen.toString()).endsWith("pizza: party\npizza: tubular\n");
        }
    }

    /** Case 111. */
    @Test
    void aRedirectIsAnsweredAndCountedAsItsStatus() {
        Redirect elsewhere = new Redirect("https", "other.example", 0, new PathEdit.Prefix("/bar"), 302);
        discovery.policy(WEB, detect(route("r", FOO, to(WEB), new Filter.RedirectTo(elsewhere))));
        try (Wire client = proxy.outbound();
                Http2Wire http2 = Http2Wire.client(proxy.outbound())) {
            assertThat(get(client, "/foo/x?q=1").head())
                    .startsWith("http/1.1 302 found~")
                    .contains("location: https://other.example/bar/x?q=1~")
                    .contains("content-length: 0~")
                    .doesNotContain("connection: close");
            assertThat(web.connections()).isZero();

            http2.request(1, true, "GET", WEB, "/foo");
            assertThat(http2.message().text())
                    .contains(":status: 302\n")
                    .contains("location: https://other.example/bar\n");
        }
        assertThat(proxy.metric(ROUTE + "request_statuses_total", "route_name=\"r\"", "http_status=\"302\",error=\"\""))
                .isEqualTo(2);
        assertThat(proxy.metric("outbound_http_errors_total")).isZero();
    }

    /** Case 111: what cannot be worked out is the policy's mistake. */
    @Test
    void aRedirectOfAPrefixWithoutOneFails() {
        RequestMatch exact = new RequestMatch.Http(new PathMatch.Exact("/foo"), List.of(), List.of(), null);
        Redirect impossible = new Redirect(null, null, 0, new PathEdit.Prefix("/bar"), 301);
        discovery.policy(WEB, detect(route("r", exact, to(WEB), new Filter.RedirectTo(impossible))));
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "/foo").head()).startsWith("http/1.1 500");
            assertThat(client.ended()).isTrue();
        }
    }

    /** Case 112. */
    @Test
    void anInjectedFailureIsAnsweredWithItsMessage() {
        discovery.policy(WEB, detect(route("r", to(WEB), new Filter.FailHttp(418, "short and stout", Ratio.ALWAYS))));
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "/").head())
                    .startsWith("http/1.1 418")
                    .contains("l5d-proxy-error: short and stout~")
                    .doesNotContain("connection: close");
            assertThat(get(client, "/").head()).startsWith("http/1.1 418");
        }
        assertThat(proxy.metric(ROUTE + "request_statuses_total", "http_status=\"418\",error=\"\""))
                .isEqualTo(2);
        assertThat(web.connections()).isZero();
    }

    /** Case 112, gRPC. */
    @Test
    void anInjectedFailureOfGrpcIsAStatusOfGrpc() {
        discovery.policy(
                WEB,
                detect(route(
                        "r", RequestMatch.Grpc.ANY, to(WEB), new Filter.FailGrpc(5, "gone fishing", Ratio.ALWAYS))));
        try (Http2Wire client = Http2Wire.client(proxy.outbound())) {
            client.request(
                    1, true, "POST", WEB, "/pkg.Service/Method", "content-type", "application/grpc", "te", "trailers");

            assertThat(client.message().text())
                    .contains(":status: 200\n")
                    .contains("grpc-status: 5\n")
                    .contains("grpc-message: gone fishing\n");
        }
        eventually(
                "counted as what gRPC calls it",
                () -> proxy.metric("outbound_grpc_route_request_statuses_total", "grpc_status=\"NOT_FOUND\",error=\"\"")
                        == 1);
    }

    /** Case 115. */
    @Test
    void theSecondBackendIsTakenWithoutDelayOnceTheFirstHasFailed() {
        discovery.endpoints(WEB);
        Spread<Filters> failover = new Spread<>(
                Pick.FIRST_AVAILABLE,
                List.of(
                        new Share<>(BackendPolicy.balanced(WEB), Filters.NONE, 1),
                        new Share<>(BackendPolicy.balanced(OTHER), Filters.NONE, 1)));
        discovery.policy(WEB, detect(route("r", failover)));
        try (Wire first = proxy.outbound();
                Wire second = proxy.outbound();
                Wire third = proxy.outbound()) {
            assertThat(get(first, "/").head())
                    .as("waited until its queue gave up")
                    .startsWith("http/1.1 504");
            assertThat(bodyOf(second, "/")).isEqualTo("other");

            discovery.endpoints(WEB, web.address());
            eventually(
                    "back",
                    () -> proxy.metric("outbound_http_balancer_queue_gate_open_total", "backend_name=\"web\"") == 2);
            assertThat(bodyOf(third, "/")).isEqualTo("web");
        }
    }

    /** Case 116. */
    @Test
    void aBackendThatNobodyKnowsHowToReachIsABadGateway() {
        BackendPolicy nothing = new BackendPolicy(ResourceRef.named("mystery"), new BackendPolicy.Kind.Nothing(), null);
        discovery.policy(WEB, detect(route("r", Spread.only(nothing, Filters.NONE))));
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "/").head())
                    .startsWith("http/1.1 502")
                    .contains("l5d-proxy-error: backend mystery: backend has no dispatcher~");
        }
    }

    @Test
    void aRouteWithoutBackendsSheds() {
        discovery.policy(WEB, detect(route("r", Spread.none())));
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "/").head()).startsWith("http/1.1 503");
        }
        assertThat(proxy.metric(ROUTE + "request_statuses_total", "http_status=\"\",error=\"LOAD_SHED\""))
                .isEqualTo(1);
    }

    @Test
    void anInvalidPolicyFailsRequestsUntilItIsCorrected() {
        discovery.policy(WEB, Policies.policy(new ProtocolPolicy.Invalid("no such thing")));
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "/").head()).startsWith("http/1.1 500").contains("no such thing");
        }
        discovery.policy(WEB, detect(route("r", to(WEB))));
        eventually("corrected", () -> {
            try (Wire client = proxy.outbound()) {
                return get(client, "/").head().startsWith("http/1.1 200");
            }
        });
    }

    /** Case 114. */
    @Test
    void overridesOfAProfileWinOverThePolicyOnLiveConnections() {
        discovery.policy(WEB, detect(route("r", to(WEB))));
        try (Wire client = proxy.outbound()) {
            assertThat(bodyOf(client, "/")).isEqualTo("web");

            discovery.profile(WEB, split(new WeightedAuthority(OTHER, 1)));
            eventually("split", () -> bodyOf(client, "/").equals("other"));

            discovery.profile(WEB, split());
            eventually("whole again", () -> bodyOf(client, "/").equals("web"));
        }
    }

    private static ProfileUpdate split(WeightedAuthority... overrides) {
        return new ProfileUpdate.Profile(
                "web.emojivoto.svc.cluster.local", false, null, List.of(overrides), List.of(), null);
    }

    /** Case 117. */
    @Test
    void aPolicyThatTurnsOpaqueLeavesHttpConnectionsAsTheyAre() {
        discovery.policy(WEB, detect(route("r", to(OTHER))));
        try (Wire client = proxy.outbound()) {
            assertThat(bodyOf(client, "/")).isEqualTo("other");

            discovery.policy(WEB, Policies.policy(new ProtocolPolicy.Opaque(null)));
            assertThat(bodyOf(client, "/")).isEqualTo("other");
        }
    }

    @Test
    void aBackendThatBothPoliciesNameKeepsItsConnections() {
        discovery.policy(WEB, detect(route("one", to(WEB))));
        try (Wire client = proxy.outbound()) {
            assertThat(bodyOf(client, "/")).isEqualTo("web");
            discovery.policy(WEB, detect(route("two", to(WEB)), route("foo", FOO, to(OTHER))));
            eventually("routed anew", () -> {
                assertThat(bodyOf(client, "/")).isEqualTo("web");
                return proxy.metric(ROUTE + "backend_requests_total", "route_name=\"two\"") > 0;
            });

            assertThat(web.connections()).isEqualTo(1);
            assertThat(discovery.lookups().stream().filter(("endpoints " + WEB)::equals))
                    .hasSize(1);
        }
    }
}
