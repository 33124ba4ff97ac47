package io.reactivemesh.proxy.outbound;

import static io.reactivemesh.proxy.testing.Policies.policy;
import static io.reactivemesh.proxy.testing.Policies.route;
import static io.reactivemesh.proxy.testing.Policies.to;
import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.balance.FailureAccrual.Consecutive;
import io.reactivemesh.proxy.control.HttpRule;
import io.reactivemesh.proxy.control.ProtocolPolicy;
import io.reactivemesh.proxy.control.ProtocolPolicy.Version;
import io.reactivemesh.proxy.route.Route;
import io.reactivemesh.proxy.testing.FakeDiscovery;
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

/** Endpoints that a policy leaves alone, from discovery to their connections. */
class FailureAccrualIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";

    /** Nobody is tried again while a test runs. */
    private static final Backoff FOR_LONG = new Backoff(Duration.ofMinutes(10), Duration.ofMinutes(10), 0);

    private final FakeDiscovery discovery = new FakeDiscovery();
    private final ScriptedServer failing =
            ScriptedServer.answering("HTTP/1.1 500 Internal Server Error~content-length: 0~~");
    private final ScriptedServer good = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 0~~");
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        discovery.profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"));
        proxy = RunningProxy.start(discovery, Map.of("LINKERD2_PROXY_OUTBOUND_HTTP_FAILFAST_TIMEOUT", "50ms"));
    }

    @AfterEach
    void stop() {
        proxy.close();
        failing.close();
        good.close();
    }

    private void failuresInARow(int most) {
        failuresInARow(most, 0);
    }

    private void failuresInARow(int most, int minReady) {
        List<Route<HttpRule>> routes = List.of(route("r", to(WEB)));
        Consecutive accrual = new Consecutive(most, FOR_LONG, minReady);
        discovery.policy(
                WEB,
                policy(new ProtocolPolicy.Detect(
                        Duration.ofSeconds(10),
                        new ProtocolPolicy.Http(Version.HTTP1, routes, accrual),
                        new ProtocolPolicy.Http(Version.HTTP2, routes, accrual),
                        new ProtocolPolicy.Opaque(null))));
    }

    private String status() {
        try (Wire client = proxy.outbound()) {
            return client.send("GET / HTTP/1.1~Host: " + WEB + "~~").head().substring(9, 12);
        }
    }

    private List<String> statuses(int requests) {
        List<String> statuses = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            statuses.add(status());
        }
        return statuses;
    }

    /** Case 127. */
    @Test
    void allTrafficGoesToTheOtherEndpoint() {
        failuresInARow(2);
        discovery.endpoints(WEB, failing.address(), good.address());
        eventually("tripped", () -> {
            String _ = status();
            return proxy.metric("mesh_outbound_http_breaker_trips_total") == 1;
        });

        assertThat(statuses(40)).containsOnly("200");
        assertThat(failing.heads()).hasSize(2);
    }

    /** Case 138. */
    @Test
    void theOnlyEndpointIsLeftAloneAfterFiveFailures() {
        failuresInARow(5);
        discovery.endpoints(WEB, failing.address());

        assertThat(statuses(8)).containsExactly("500", "500", "500", "500", "500", "504", "503", "503");
        assertThat(failing.heads()).hasSize(5);
    }

    @Test
    void someEndpointsAreKeptInUseWhereThePolicyWantsIt() {
        failuresInARow(1, 2);
        try (ScriptedServer another =
                        ScriptedServer.answering("HTTP/1.1 500 Internal Server Error~content-length: 0~~");
                ScriptedServer third =
                        ScriptedServer.answering("HTTP/1.1 500 Internal Server Error~content-length: 0~~")) {
            discovery.endpoints(WEB, failing.address(), another.address(), third.address());
            eventually("there", () -> {
                String _ = status();
                return proxy.metric("outbound_http_balancer_p2c_endpoints") == 3;
            });

            assertThat(statuses(30)).containsOnly("500");
            assertThat(proxy.metric("mesh_outbound_http_breaker_trips_total")).isEqualTo(1);
        }
    }

    /** Case 136: it comes back with a clean sheet. */
    @Test
    void anEndpointThatIsRemovedWhileItIsLeftAloneIsForgotten() {
        failuresInARow(1);
        discovery.endpoints(WEB, failing.address());
        assertThat(statuses(2)).containsExactly("500", "504");

        discovery.endpoints(WEB);
        eventually("gone", () -> proxy.metric("outbound_http_balancer_p2c_endpoints") == 0);
        discovery.endpoints(WEB, failing.address());

        eventually("it is asked again", () -> status().equals("500"));
    }
}
