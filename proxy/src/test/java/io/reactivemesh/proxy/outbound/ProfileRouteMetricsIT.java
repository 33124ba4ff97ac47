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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is counted of the requests that take the routes of a service profile, and of their attempts. */
class ProfileRouteMetricsIT {

    private static final String NAME = "web.emojivoto.svc.cluster.local";
    private static final String WEB = NAME + ":80";
    private static final String DST = "direction=\"outbound\",dst=\"" + WEB + "\"";
    private static final String API = DST + ",rt_route=\"api\"";
    private static final ResponseClasses DEFAULT = new ResponseClasses(List.of());
    private static final RetryBudget.Config BUDGET = new RetryBudget.Config(Duration.ofSeconds(10), 10, 0.2);

    private final FakeDiscovery discovery = new FakeDiscovery();
    private final RunningProxy proxy = RunningProxy.start(discovery, Map.of());

    @AfterEach
    void stop() {
        proxy.close();
    }

    private void profile(ResponseClasses classes, RetryBudget.@Nullable Config budget, @Nullable Duration timeout) {
        RequestCondition underApi = new RequestCondition.Path(Regex.compile("/api/.*"));
        ProfileRoute route =
                new ProfileRoute(underApi, new TreeMap<>(Map.of("route", "api")), classes, budget != null, timeout);
        discovery.profile(WEB, new Profile(NAME, false, null, List.of(), List.of(route), budget));
    }

    /** An endpoint that fails so many times before it answers as it is told. */
    private ScriptedServer failing(int times, int status) {
        AtomicInteger requests = new AtomicInteger();
        ScriptedServer server = ScriptedServer.start((wire, _) -> {
            while (!wire.head().isEmpty()) {
                int answer = requests.incrementAndGet() <= times ? 503 : status;
                wire.send("HTTP/1.1 " + answer + " So~content-length: 0~~");
            }
        });
        discovery.endpoints(WEB, server.address());
        return server;
    }

    private static String get(Wire client, String path) {
        return client.send("GET " + path + " HTTP/1.1~Host: " + NAME + "~~").head();
    }

    @Test
    void aRequestIsCountedByItsRoute() {
        profile(DEFAULT, null, null);
        try (ScriptedServer _ = failing(0, 200);
                Wire client = proxy.outbound()) {
            assertThat(get(client, "/api/vote")).startsWith("http/1.1 200");

            assertThat(proxy.metric("route_request_total", API + "}")).isEqualTo(1);
            String ok = API + ",status_code=\"200\",classification=\"success\",grpc_status=\"\",error=\"\"}";
            assertThat(proxy.metric("route_response_total", ok)).isEqualTo(1);
            assertThat(proxy.metric("route_response_latency_ms_count", API + ",status_code=\"200\"}"))
                    .isEqualTo(1);
            assertThat(proxy.metric("route_actual_request_total", API + "}")).isEqualTo(1);
            assertThat(proxy.metric("route_actual_response_total", ok)).isEqualTo(1);
            assertThat(proxy.exposition()).doesNotContain("route_actual_response_latency", "route_retryable_total");
        }
    }

    @Test
    void aRequestThatNoRouteIsForHasNoLabelsOfARoute() {
        profile(DEFAULT, null, null);
        try (ScriptedServer _ = failing(0, 200);
                Wire client = proxy.outbound()) {
            assertThat(get(client, "/vote")).startsWith("http/1.1 200");

            assertThat(proxy.metric("route_request_total", "{" + DST + "}")).isEqualTo(1);
            assertThat(proxy.metric("route_request_total", API)).isZero();
        }
    }

    @Test
    void theRouteSaysWhatAFailureIs() {
        profile(new ResponseClasses(List.of(new ResponseClass(new StatusCondition.Range(418, 418), true))), null, null);
        try (ScriptedServer _ = failing(0, 418);
                Wire client = proxy.outbound()) {
            assertThat(get(client, "/api/tea")).startsWith("http/1.1 418");

            assertThat(proxy.metric("route_response_total", API, "status_code=\"418\"", "classification=\"failure\""))
                    .isEqualTo(1);
            assertThat(proxy.metric(
                            "response_total",
                            "direction=\"outbound\"",
                            "status_code=\"418\"",
                            "classification=\"failure\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void attemptsAreCountedApartFromTheRequest() {
        profile(DEFAULT, BUDGET, null);
        try (ScriptedServer _ = failing(2, 200);
                Wire client = proxy.outbound()) {
            assertThat(get(client, "/api/vote")).startsWith("http/1.1 200");

            assertThat(proxy.metric("route_request_total", API)).isEqualTo(1);
            assertThat(proxy.metric("route_response_total", API)).isEqualTo(1);
            assertThat(proxy.metric("route_response_total", API, "status_code=\"200\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("route_actual_request_total", API)).isEqualTo(3);
            assertThat(proxy.metric("route_actual_response_total", API, "status_code=\"503\"", "\"failure\""))
                    .isEqualTo(2);
            assertThat(proxy.metric("route_actual_response_total", API, "status_code=\"200\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("route_retryable_total", API + "}")).isEqualTo(2);
        }
    }

    /** Part of case 145. */
    @Test
    void aRetryThatTheBudgetDoesNotAllowIsCountedAsSkipped() {
        profile(DEFAULT, new RetryBudget.Config(Duration.ofSeconds(1), 0, 0), null);
        try (ScriptedServer _ = failing(1, 200);
                Wire client = proxy.outbound()) {
            assertThat(get(client, "/api/vote")).startsWith("http/1.1 503");

            assertThat(proxy.metric("route_retryable_total", API + ",skipped=\"no_budget\"}"))
                    .isEqualTo(1);
            assertThat(proxy.metric("route_retryable_total", API + "}")).isEqualTo(1);
        }
    }

    /** Case 154. */
    @Test
    void aTimeoutIsAFailureWithoutAStatus() {
        profile(DEFAULT, null, Duration.ofMillis(50));
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    assertThat(wire.ended()).isTrue();
                });
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());

            assertThat(get(client, "/api/slow")).startsWith("http/1.1 504");

            String timeout = API + ",classification=\"failure\",grpc_status=\"\",error=\"timeout\"}";
            assertThat(proxy.metric("route_response_total", timeout)).isEqualTo(1);
            assertThat(proxy.metric("route_response_total", API)).isEqualTo(1);
        }
    }

    @Test
    void anEndpointThatCannotBeReachedCountsAsA502() {
        profile(DEFAULT, null, null);
        ScriptedServer gone = failing(0, 200);
        gone.close();
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "/api/vote")).startsWith("http/1.1 502");

            assertThat(proxy.metric("route_response_total", API, "status_code=\"502\"", "classification=\"failure\""))
                    .isEqualTo(1);
        }
    }
}
