package io.reactivemesh.proxy.outbound;

import static io.reactivemesh.proxy.testing.Policies.to;
import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.control.BackendPolicy;
import io.reactivemesh.proxy.control.HttpRule;
import io.reactivemesh.proxy.control.PolicyUpdate;
import io.reactivemesh.proxy.control.ProtocolPolicy;
import io.reactivemesh.proxy.control.ProtocolPolicy.Version;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.Spread;
import io.reactivemesh.proxy.control.TcpRule;
import io.reactivemesh.proxy.route.Filter;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.PathMatch;
import io.reactivemesh.proxy.route.Ratio;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.Route;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Policies;
import io.reactivemesh.proxy.testing.RoutableAddress;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traffic that leaves the cluster, under an EgressNetwork that denies it; behaviour case 113. */
class EgressPolicyIT {

    private static final ResourceRef EGRESS =
            new ResourceRef("policy.linkerd.io", "EgressNetwork", "ns", "egress", "80", "");
    private static final String IN_CLUSTER = "web.emojivoto.svc.cluster.local:80";

    private final FakeDiscovery discovery = new FakeDiscovery();
    private ScriptedServer outside;
    private ScriptedServer inside;
    private String path;
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        outside = ScriptedServer.answeringOn(RoutableAddress.find(), "HTTP/1.1 200 OK~content-length: 7~~outside");
        inside = ScriptedServer.answeringOn(RoutableAddress.find(), "HTTP/1.1 200 OK~content-length: 6~~inside");
        discovery.endpoints(IN_CLUSTER, inside.address());
        path = outside.address().getAddress().getHostAddress() + ":"
                + outside.address().getPort();
        proxy = RunningProxy.start(discovery, Map.of("LINKERD2_PROXY_OUTBOUND_DISCOVERY_IDLE_TIMEOUT", "10s"))
                .redirect(outside.address());
    }

    @AfterEach
    void stop() {
        proxy.close();
        outside.close();
        inside.close();
    }

    private BackendPolicy outside() {
        return BackendPolicy.forward(ProxyEndpoint.of(outside.address()), EGRESS);
    }

    /** What the control plane sends for {@code trafficPolicy: Deny}, with routes of the user before it. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    private PolicyUpdate denying(Route<HttpRule>... routes) {
        List<Route<HttpRule>> all = new ArrayList<>(List.of(routes));
        all.add(Policies.route(
                "egress-denied",
                Spread.only(outside(), Filters.NONE),
                new Filter.FailHttp(403, "traffic not allowed", Ratio.ALWAYS)));
        TcpRule tcp =
                Policies.bytes("egress-denied", Spread.only(outside(), List.of()), new TcpRule.Filter.Forbidden());
        return new PolicyUpdate.Policy(
                EGRESS,
                new ProtocolPolicy.Detect(
                        Duration.ofSeconds(10),
                        new ProtocolPolicy.Http(Version.HTTP1, all),
                        new ProtocolPolicy.Http(Version.HTTP2, all),
                        new ProtocolPolicy.Opaque(tcp)));
    }

    private static RequestMatch exactly(String path) {
        return new RequestMatch.Http(new PathMatch.Exact(path), List.of(), List.of(), null);
    }

    private static String get(Wire client, String path) {
        String head =
                client.send("GET " + path + " HTTP/1.1~Host: httpbin.org~~").head();
        return head.startsWith("http/1.1 200")
                ? client.text(head.contains("length: 7") ? 7 : 6)
                : head.substring(9, 12);
    }

    @Test
    void requestsAreForbiddenAndOtherBytesClosed() {
        discovery.policy(path, denying());
        try (Wire http = proxy.outbound();
                Wire bytes = proxy.outbound()) {
            assertThat(get(http, "/get")).isEqualTo("403");
            assertThat(bytes.send("neither HTTP nor anything else").ended()).isTrue();
        }
        assertThat(outside.connections()).isZero();
        assertThat(proxy.metric(
                        "outbound_http_route_request_statuses_total",
                        "parent_kind=\"EgressNetwork\"",
                        "route_name=\"egress-denied\"",
                        "http_status=\"403\""))
                .isEqualTo(1);
    }

    @Test
    void aRouteLetsItsRequestsPassAndOthersStayForbidden() {
        discovery.policy(path, denying());
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "/get")).isEqualTo("403");

            discovery.policy(
                    path, denying(Policies.route("get", exactly("/get"), Spread.only(outside(), Filters.NONE))));

            eventually("the route is there", () -> get(client, "/get").equals("outside"));
            assertThat(get(client, "/ip")).isEqualTo("403");
        }
    }

    @Test
    void aRouteMaySendWhatWouldLeaveToAServiceOfTheCluster() {
        discovery.policy(path, denying(Policies.route("inward", exactly("/get"), to(IN_CLUSTER))));
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "/get")).isEqualTo("inside");
            assertThat(get(client, "/ip")).isEqualTo("403");
        }
        assertThat(outside.connections()).isZero();
    }
}
