package io.reactivemesh.proxy.inbound;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What service profiles do on the inbound side: requests are counted by their routes, and the routes say what a failure is. */
class InboundProfileIT {

    private static final String NAME = "web.emojivoto.svc.cluster.local";
    private static final String WEB = NAME + ":8080";
    private static final String DST = "direction=\"inbound\",dst=\"" + WEB + "\"";
    private static final String API = DST + ",rt_route=\"api\"";
    private static final String PATIENT = "30s";

    private final ScriptedServer application = ScriptedServer.answering("HTTP/1.1 418 So~content-length: 0~~");
    private final FakeDiscovery discovery = new FakeDiscovery().profile(WEB, profile("api"));
    private RunningProxy proxy = proxy(PATIENT);

    private RunningProxy proxy(String initialTimeout) {
        return RunningProxy.start(
                discovery,
                Map.of(
                        "MESH_PROXY_INBOUND_BINDINGS",
                        "127.0.0.1:0=127.0.0.1:" + application.address().getPort(),
                        "LINKERD2_PROXY_DESTINATION_PROFILE_INITIAL_TIMEOUT",
                        initialTimeout,
                        "LINKERD2_PROXY_INBOUND_DISCOVERY_IDLE_TIMEOUT",
                        "20ms"));
    }

    @AfterEach
    void stop() {
        proxy.close();
        application.close();
    }

    /** A profile whose one route is for what is under {@code /api}; there a 418 is a failure. */
    private static Profile profile(String route) {
        RequestCondition underApi = new RequestCondition.Path(Regex.compile("/api/.*"));
        ResponseClasses classes =
                new ResponseClasses(List.of(new ResponseClass(new StatusCondition.Range(418, 418), true)));
        ProfileRoute only =
                new ProfileRoute(underApi, new TreeMap<>(Map.of("route", route)), classes, true, Duration.ofNanos(1));
        return new Profile(NAME, false, null, List.of(), List.of(only), null);
    }

    private static void get(Wire client, String path, String headers) {
        client.send("GET " + path + " HTTP/1.1~" + headers + "~");
        assertThat(client.head()).startsWith("http/1.1 418");
    }

    @Test
    void aRequestIsCountedByItsRouteWhichSaysWhatAFailureIs() {
        try (Wire client = proxy.inbound(1)) {
            get(client, "/api/vote", "Host: " + WEB + "~");

            assertThat(proxy.metric("route_request_total", "{" + API + "}")).isEqualTo(1);
            String failed = API + ",status_code=\"418\",classification=\"failure\",grpc_status=\"\",error=\"\"}";
            assertThat(proxy.metric("route_response_total", failed)).isEqualTo(1);
            assertThat(proxy.metric("route_response_latency_ms_count", API + ",status_code=\"418\"}"))
                    .isEqualTo(1);
            assertThat(proxy.metric("response_total", "status_code=\"418\"", "classification=\"failure\""))
                    .isEqualTo(1);
            assertThat(proxy.exposition()).doesNotContain("route_actual_", "route_retryable_");
        }
    }

    @Test
    void aRequestThatNoRouteIsForIsCountedByNone() {
        try (Wire client = proxy.inbound(1)) {
            get(client, "/vote", "Host: " + WEB + "~");

            assertThat(proxy.metric("route_request_total")).isZero();
            assertThat(proxy.metric("route_response_total")).isZero();
            assertThat(proxy.metric("response_total", "status_code=\"418\"", "classification=\"success\""))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Host: web.emojivoto.svc.cluster.local:8080~,               1, the authority names it",
        "Host: a~l5d-dst-canonical: Web.emojivoto.svc.cluster.local.:8080~, 1, the client's proxy names it",
        "Host: web.emojivoto.svc.cluster.local:8080~l5d-dst-canonical: 10.0.0.1:8080~, 1, an address is no name",
        "Host: web.emojivoto.svc.cluster.local:8080~l5d-dst-canonical: web~, 1, a name without a port is passed over",
        "Host: web.emojivoto.svc.cluster.local~,                    0, the port is 80 unless given",
        "Host: web.emojivoto.svc.cluster.local:8080~l5d-dst-canonical: other.svc.cluster.local:80~, 0, the header goes first",
        "Host: web.example.com:8080~,                               0, the suffix is not one that may be looked up",
        "Host: 10.0.0.1:8080~,                                      0, an address",
        "Host:~,                                                    0, nobody",
    })
    void aProfileIsFoundByHeaderOrAuthority(String headers, int counted, String why) {
        try (Wire client = proxy.inbound(1)) {
            get(client, "/api/vote", headers);

            assertThat(proxy.metric("route_request_total", API)).as(why).isEqualTo(counted);
        }
    }

    @Test
    void requestsOfOneConnectionMayBeForDifferentDestinations() {
        try (Wire client = proxy.inbound(1)) {
            get(client, "/api/vote", "Host: " + WEB + "~");
            get(client, "/api/vote", "Host: 10.0.0.1~");
            get(client, "/api/vote", "Host: " + WEB + "~l5d-dst-canonical: none~");
            get(client, "/api/vote", "Host: 10.0.0.1~l5d-dst-canonical: none~");

            assertThat(proxy.metric("route_request_total", API)).isEqualTo(2);
        }
    }

    @Test
    void aRequestWaitsForTheFirstAnswer() {
        discovery.hold(WEB);
        try (Wire client = proxy.inbound(1)) {
            client.send("GET /api/vote HTTP/1.1~Host: " + WEB + "~~");
            eventually("looked up", () -> discovery.lookups().contains("profile " + WEB));
            assertThat(application.connections()).isZero();

            discovery.profile(WEB, profile("api"));

            assertThat(client.head()).startsWith("http/1.1 418");
            assertThat(proxy.metric("route_request_total", API)).isEqualTo(1);
        }
    }

    @Test
    void afterTheInitialTimeoutRequestsGoWithoutAProfileUntilItIsThere() {
        proxy.close();
        proxy = proxy("30ms");
        discovery.hold(WEB);
        try (Wire client = proxy.inbound(1)) {
            get(client, "/api/vote", "Host: " + WEB + "~");
            get(client, "/api/vote", "Host: " + WEB + "~");
            assertThat(proxy.metric("route_request_total", API)).isZero();

            eventually("counted once the profile is there", () -> {
                discovery.profile(WEB, profile("api"));
                get(client, "/api/vote", "Host: " + WEB + "~");
                return proxy.metric("route_request_total", API) > 0;
            });
        }
    }

    @Test
    void anotherProfileHoldsForTheRequestsThatFollowOnTheSameConnection() {
        try (Wire client = proxy.inbound(1)) {
            get(client, "/api/vote", "Host: " + WEB + "~");

            eventually("counted by the new route", () -> {
                discovery.profile(WEB, profile("votes"));
                get(client, "/api/vote", "Host: " + WEB + "~");
                return proxy.metric("route_request_total", DST + ",rt_route=\"votes\"") > 0;
            });
            assertThat(proxy.metric("route_request_total", API)).isPositive();
        }
    }

    @Test
    void aProfileThatNoRequestWantsAnyMoreIsForgottenAlthoughTheConnectionStays() {
        try (Wire client = proxy.inbound(1)) {
            get(client, "/api/vote", "Host: " + WEB + "~");
            eventually("forgotten", () -> discovery.watches() == 0);

            get(client, "/api/vote", "Host: " + WEB + "~");

            assertThat(discovery.lookups()).containsExactly("profile " + WEB, "profile " + WEB);
            assertThat(proxy.metric("route_request_total", API)).isEqualTo(2);
        }
    }

    /** Clients choose names: there is an end to what is asked about them. */
    @Test
    void namesBeyondANumberOfThemAreNotLookedUp() {
        proxy.close();
        proxy = RunningProxy.start(
                discovery,
                Map.of(
                        "MESH_PROXY_INBOUND_BINDINGS",
                        "127.0.0.1:0=127.0.0.1:" + application.address().getPort()));
        try (Wire client = proxy.inbound(1)) {
            for (int i = 0; i < InboundProfiles.MOST_NAMES + 20; i++) {
                get(client, "/", "Host: host-" + i + ".svc.cluster.local~");
            }

            assertThat(discovery.watches()).isEqualTo(InboundProfiles.MOST_NAMES);
        }
    }

    @Test
    void aClientThatHasGoneDoesNotHoldUpOthers() {
        discovery.hold(WEB);
        try (Wire stays = proxy.inbound(1)) {
            try (Wire goes = proxy.inbound(1)) {
                goes.send("GET /api/vote HTTP/1.1~Host: " + WEB + "~~");
                eventually("looked up", () -> discovery.lookups().contains("profile " + WEB));
            }
            eventually("gone", () -> proxy.metric("tcp_close_total", "peer=\"src\"") == 1);
            stays.send("GET /api/vote HTTP/1.1~Host: " + WEB + "~~");
            discovery.profile(WEB, profile("api"));

            assertThat(stays.head()).startsWith("http/1.1 418");
        }
        assertThat(application.connections()).isEqualTo(1);
    }
}
