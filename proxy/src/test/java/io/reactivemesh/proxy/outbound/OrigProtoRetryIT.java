package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.control.HttpRule;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.Route;
import io.reactivemesh.proxy.stack.Resilience;
import io.reactivemesh.proxy.stack.RetryCondition.Range;
import io.reactivemesh.proxy.stack.RetryCondition.Statuses;
import io.reactivemesh.proxy.stack.RetryPolicy;
import io.reactivemesh.proxy.stack.RouteTimeouts;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Policies;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of HTTP/1 that are sent again to a peer that takes them in HTTP/2: the application sees each attempt whole. */
class OrigProtoRetryIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final String HOST = "Host: " + WEB + "~";
    private static final String FAILED = "HTTP/1.1 503 Service Unavailable~content-length: 4~~busy";
    private static final String OK = "HTTP/1.1 200 OK~content-length: 2~~ok";

    private final FakeDiscovery discovery = new FakeDiscovery();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private UnaryOperator<Wire> reader = UnaryOperator.identity();
    private ScriptedServer application;
    private RunningProxy inbound;
    private RunningProxy outbound;

    @BeforeEach
    void start() {
        application = ScriptedServer.start((wire, _) -> {
            for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
                application.saw(head);
                Wire _ = reader.apply(wire);
                wire.send(application.heads().size() % 2 == 1 ? FAILED : OK);
            }
        });
        inbound = RunningProxy.start(
                new FakeDiscovery(),
                Map.of(
                        "MESH_PROXY_INBOUND_BINDINGS",
                        "127.0.0.1:0=127.0.0.1:" + application.address().getPort()));
        InetSocketAddress peer = inbound.proxy().boundAddresses().inbound().get(1);
        Statuses condition = new Statuses(List.of(new Range(500, 599)), Set.of());
        Resilience retrying = new Resilience(
                RouteTimeouts.NONE, new RetryPolicy(condition, 1, RetryPolicy.DEFAULT_BODY_BYTES, null, null), false);
        HttpRule rule = new HttpRule(ResourceRef.named("r"), false, Filters.NONE, Policies.to(WEB), retrying);
        discovery
                .profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"))
                .policy(
                        WEB,
                        Policies.detect(new Route<>(
                                List.of(), List.of(new Route.Rule<>(List.of(RequestMatch.Http.ANY), rule)))))
                .endpoints(WEB, List.of(FakeDiscovery.upgrading(peer)));
        outbound = RunningProxy.start(discovery, Map.of());
    }

    @AfterEach
    void stop() {
        outbound.close();
        inbound.close();
        application.close();
    }

    private void assertAnsweredBySecondAttempt(Wire client) {
        assertThat(client.head()).isEqualTo("http/1.1 200 ok~content-length: 2~~");
        assertThat(client.text(2)).isEqualTo("ok");
    }

    private double peerConnections() {
        return outbound.metric("tcp_open_total", "direction=\"outbound\"", "peer=\"dst\"");
    }

    @Test
    void aRequestWithoutABody() {
        try (Wire client = outbound.outbound()) {
            for (int i = 1; i <= 3; i++) {
                assertAnsweredBySecondAttempt(client.send("GET /" + i + " HTTP/1.1~" + HOST + "~"));

                String head = "get /" + i + " http/1.1~host: " + WEB + "~~";
                assertThat(application.heads()).hasSize(2 * i).endsWith(head, head);
            }
        }
        assertThat(peerConnections()).as("all on one connection of HTTP/2").isEqualTo(1);
        assertThat(outbound.metric("outbound_http_route_retry_successes_total")).isEqualTo(3);
    }

    @Test
    void aBodyOfAKnownLength() {
        String body = "x".repeat(60_000);
        reader = wire -> {
            bodies.add(wire.text(body.length()));
            return wire;
        };
        try (Wire client = outbound.outbound()) {
            assertAnsweredBySecondAttempt(
                    client.send("POST / HTTP/1.1~" + HOST + "content-length: " + body.length() + "~~" + body));
        }
        assertThat(bodies).containsExactly(body, body);
        assertThat(application.heads()).allMatch(head -> head.contains("~content-length: 60000~"));
    }

    @Test
    void aChunkedBodyWithTrailers() {
        reader = wire -> {
            StringBuilder body = new StringBuilder();
            for (String line = wire.line(); !line.isEmpty(); line = wire.line()) {
                body.append(line).append('|');
            }
            bodies.add(body.toString());
            return wire;
        };
        try (Wire client = outbound.outbound()) {
            assertAnsweredBySecondAttempt(
                    client.send("POST / HTTP/1.1~" + HOST + "transfer-encoding: chunked~~5~hello~0~x-check: 1~~"));
        }
        assertThat(bodies).containsExactly("5|hello|0|x-check: 1|", "5|hello|0|x-check: 1|");
    }
}
