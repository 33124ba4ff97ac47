package io.reactivemesh.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdminRoutesTest {

    private final AtomicBoolean ready = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicReference<String> level = new AtomicReference<>("warn");
    private final AdminRoutes routes = routes(() -> stopped.set(true));

    @Test
    void isLiveAtOnce() {
        assertThat(get("/live")).isEqualTo(AdminResponse.text(200, "live\n"));
    }

    @Test
    void readinessIsNeverTakenBack() {
        assertThat(get("/ready")).isEqualTo(AdminResponse.text(503, "not ready\n"));
        ready.set(true);
        assertThat(get("/ready")).isEqualTo(AdminResponse.text(200, "ready\n"));
        ready.set(false);
        assertThat(get("/ready")).isEqualTo(AdminResponse.text(200, "ready\n"));
    }

    @Test
    void metricsEndWithTheirEnd() {
        assertThat(get("/metrics").body()).endsWith("# EOF\n");
    }

    @Test
    void unknownPathsAreNotFound() {
        assertThat(get("/tasks").status()).isEqualTo(404);
    }

    @Test
    void theLogLevelCanBeReadAndSetFromHere() {
        assertThat(get("/proxy-log-level").body()).isEqualTo("warn\n");
        assertThat(ask("PUT", "/proxy-log-level", "", "", "debug\n", true).status())
                .isEqualTo(204);
        assertThat(level).hasValue("debug");
        assertThat(ask("PUT", "/proxy-log-level", "", "", "bad", true))
                .isEqualTo(AdminResponse.text(400, "not a level\n"));
        assertThat(ask("POST", "/proxy-log-level", "", "", "", true))
                .isEqualTo(AdminResponse.methodNotAllowed("GET, PUT"));
    }

    @Test
    void thereIsNoLogLevelWhenLoggingIsOff() {
        AdminRoutes silent = new AdminRoutes(
                new Metrics(ProxyMetrics.all(), () -> 0, Duration.ofMinutes(10)), ready::get, null, Map.of(), null);

        assertThat(silent.answer(new AdminRequest("GET", "/proxy-log-level", "", "", "", true))
                        .status())
                .isEqualTo(404);
        assertThat(silent.answer(new AdminRequest("PUT", "/proxy-log-level", "", "", "debug", true))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theLogLevelIsNobodyElsesBusiness() {
        AdminResponse response = ask("GET", "/proxy-log-level", "", "", "", false);

        assertThat(response).isEqualTo(AdminResponse.text(403, "Requests are only permitted from localhost."));
    }

    @Test
    void showsTheEnvironment() {
        assertThat(get("/env.json")).isEqualTo(AdminResponse.json(200, "{\"A\":\"1\",\"B\":\"\\\"2\\\"\"}\n"));
        assertThat(ask("GET", "/env.json", "B&C&A", "application/*;q=0.5", "", false)
                        .body())
                .isEqualTo("{\"B\":\"\\\"2\\\"\",\"C\":null,\"A\":\"1\"}\n");
    }

    @Test
    void refusesEnvironmentQueriesWithValuesAndOtherTypes() {
        AdminResponse badQuery = ask("GET", "/env.json", "A=1", "", "", true);
        assertThat(badQuery.status()).isEqualTo(400);
        assertThat(badQuery.body()).contains("\"status\":400");
        assertThat(ask("GET", "/env.json", "", "text/html", "", true))
                .isEqualTo(AdminResponse.text(406, "application/json"));
        assertThat(ask("POST", "/env.json", "", "", "", true).status()).isEqualTo(405);
    }

    @Test
    void shutsDownWhenToldToFromHere() {
        assertThat(get("/shutdown").status()).isEqualTo(405);
        assertThat(ask("POST", "/shutdown", "", "", "", false).status()).isEqualTo(403);
        assertThat(stopped).isFalse();
        assertThat(ask("POST", "/shutdown", "", "", "", true)).isEqualTo(AdminResponse.text(200, "shutdown\n"));
        assertThat(stopped).isTrue();
    }

    @Test
    void shutdownIsNotThereUnlessEnabled() {
        AdminRequest request = new AdminRequest("POST", "/shutdown", "", "", "", true);

        assertThat(routes(null).answer(request))
                .isEqualTo(AdminResponse.text(404, "shutdown endpoint is not enabled\n"));
    }

    private AdminRoutes routes(@Nullable Runnable shutdown) {
        return new AdminRoutes(
                new Metrics(ProxyMetrics.all(), () -> 0, Duration.ofMinutes(10)),
                ready::get,
                new AdminRoutes.LogControl(
                        level::get,
                        directives -> {
                            if (directives.equals("bad")) {
                                throw new IllegalArgumentException("not a level");
                            }
                            level.set(directives);
                        },
                        (_, _) -> () -> {}),
                Map.of("A", "1", "B", "\"2\""),
                shutdown);
    }

    private AdminResponse get(String path) {
        return ask("GET", path, "", "", "", true);
    }

    private AdminResponse ask(String method, String path, String query, String accept, String body, boolean local) {
        return routes.answer(new AdminRequest(method, path, query, accept, body, local));
    }
}
