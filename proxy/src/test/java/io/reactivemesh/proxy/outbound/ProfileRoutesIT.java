package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.balance.RetryBudget;
import io.reactivemesh.proxy.control.ProfileRoute;
import io.reactivemesh.proxy.control.ProfileUpdate.Profile;
import io.reactivemesh.proxy.route.Regex;
import io.reactivemesh.proxy.route.RequestCondition;
import io.reactivemesh.proxy.route.ResponseClasses;
import io.reactivemesh.proxy.route.ResponseClasses.ResponseClass;
import io.reactivemesh.proxy.route.StatusCondition;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP requests take the routes of a service profile: timeouts, budgeted retries, response classes. */
class ProfileRoutesIT {

    private static final String NAME = "web.emojivoto.svc.cluster.local";
    private static final String WEB = NAME + ":80";
    private static final RequestCondition UNDER_API = new RequestCondition.Path(Regex.compile("/api/.*"));
    private static final ResponseClasses DEFAULT = new ResponseClasses(List.of());
    private static final ResponseClasses TEAPOTS =
            new ResponseClasses(List.of(new ResponseClass(new StatusCondition.Range(418, 418), true)));

    private final FakeDiscovery discovery = new FakeDiscovery();
    private final RunningProxy proxy = RunningProxy.start(discovery, Map.of());

    @AfterEach
    void stop() {
        proxy.close();
    }

    private void profile(boolean retryable, ResponseClasses classes, @Nullable Duration timeout) {
        ProfileRoute route = new ProfileRoute(UNDER_API, new TreeMap<>(), classes, retryable, timeout);
        RetryBudget.Config budget = new RetryBudget.Config(Duration.ofSeconds(10), 10, 0.2);
        discovery.profile(WEB, new Profile(NAME, false, null, List.of(), List.of(route), budget));
    }

    /** An endpoint that fails with that status the first time. */
    private ScriptedServer failingOnce(int status) {
        ScriptedServer[] self = new ScriptedServer[1];
        self[0] = ScriptedServer.start((wire, _) -> {
            for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
                self[0].saw(head);
                int answer = self[0].heads().size() == 1 ? status : 200;
                wire.send("HTTP/1.1 " + answer + " So~content-length: 0~~");
            }
        });
        discovery.endpoints(WEB, self[0].address());
        return self[0];
    }

    private static String get(Wire client, String path) {
        return client.send("GET " + path + " HTTP/1.1~Host: " + NAME + "~~").head();
    }

    @Test
    void aRetryableRouteRetriesFailures() {
        profile(true, DEFAULT, null);
        try (ScriptedServer server = failingOnce(503);
                Wire client = proxy.outbound()) {
            assertThat(get(client, "/api/vote?x=1")).startsWith("http/1.1 200");
            assertThat(server.heads()).hasSize(2);
        }
    }

    @Test
    void theEndpointsProxyIsToldTheNameOfTheDestinationWithEachAttempt() {
        profile(true, DEFAULT, null);
        try (ScriptedServer server = failingOnce(503);
                Wire client = proxy.outbound()) {
            client.send("GET /api/vote HTTP/1.1~Host: " + NAME + "~l5d-dst-canonical: spoofed~~");
            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(get(client, "/other")).startsWith("http/1.1 200");

            assertThat(server.heads())
                    .hasSize(3)
                    .allMatch(head -> head.endsWith("~host: " + NAME + "~l5d-dst-canonical: " + WEB + "~~"));
        }
    }

    @Test
    void requestsThatNoRouteIsForAreNotRetried() {
        profile(true, DEFAULT, null);
        try (ScriptedServer server = failingOnce(503);
                Wire client = proxy.outbound()) {
            assertThat(get(client, "/vote")).startsWith("http/1.1 503");
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void aRouteThatIsNotRetryableIsNotRetried() {
        profile(false, DEFAULT, null);
        try (ScriptedServer server = failingOnce(503);
                Wire client = proxy.outbound()) {
            assertThat(get(client, "/api/vote")).startsWith("http/1.1 503");
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void aResponseClassSaysWhatAFailureIs() {
        profile(true, TEAPOTS, null);
        try (ScriptedServer server = failingOnce(418);
                Wire client = proxy.outbound()) {
            assertThat(get(client, "/api/tea")).startsWith("http/1.1 200");
            assertThat(server.heads()).hasSize(2);
        }
    }

    @Test
    void aRouteThatTakesTooLongIsAGatewayTimeoutAndEndsTheConnection() {
        profile(false, DEFAULT, Duration.ofMillis(50));
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    assertThat(wire.ended()).isTrue();
                });
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());

            assertThat(get(client, "/api/slow")).startsWith("http/1.1 504").contains("connection: close~");
            assertThat(client.ended()).isTrue();
        }
    }

    /** Only routes of policies have route metrics of that name. */
    @Test
    void theBalancersOfAProfileAreCountedAndItsRoutesAreNotThoseOfAPolicy() {
        profile(true, DEFAULT, null);
        try (ScriptedServer _ = failingOnce(200);
                Wire client = proxy.outbound()) {
            assertThat(get(client, "/api/vote")).startsWith("http/1.1 200");
        }
        assertThat(proxy.metric("outbound_http_route_backend_requests_total")).isZero();
        assertThat(proxy.metric("outbound_http_balancer_p2c_endpoints", "parent_name=\"web\""))
                .isEqualTo(1);
    }
}
