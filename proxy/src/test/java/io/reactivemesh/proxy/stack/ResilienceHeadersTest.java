package io.reactivemesh.proxy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.stack.RetryCondition.Range;
import io.reactivemesh.proxy.stack.RetryCondition.Statuses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResilienceHeadersTest {

    private static final RouteTimeouts TIMEOUTS =
            RouteTimeouts.of(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(3));
    private static final RetryPolicy RETRY = new RetryPolicy(
            new Statuses(List.of(new Range(503, 503)), Set.of(14)), 3, 1000, Duration.ofSeconds(1), null);
    private static final Resilience ROUTE = new Resilience(TIMEOUTS, RETRY, true);
    private static final Resilience NOTHING = new Resilience(RouteTimeouts.NONE, null, true);

    private record Head(Map<String, String> headers) implements RequestHead {

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String version() {
            return "HTTP/1.1";
        }

        @Override
        public String target() {
            return path();
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public @Nullable String authority() {
            return null;
        }

        @Override
        public @Nullable String destination(Naming by) {
            return null;
        }

        @Override
        public boolean isFor(Naming by, String destination) {
            return false;
        }

        @Override
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        @Override
        public boolean anyHeader(String name, Predicate<String> test) {
            return headers.containsKey(name) && test.test(headers.get(name));
        }
    }

    private static Resilience override(Resilience route, String... headers) {
        Map<String, String> all = new java.util.HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return ResilienceHeaders.override(route, new Head(all));
    }

    private static RetryPolicy retry(Resilience resilience) {
        return Objects.requireNonNull(resilience.retry());
    }

    @Test
    void withoutHeadersTheRouteHasItsWay() {
        assertThat(override(ROUTE).timeouts()).isEqualTo(TIMEOUTS);
        assertThat(override(ROUTE).retry()).isEqualTo(RETRY);
    }

    @ParameterizedTest(name = "{0}: {1} is a request timeout of {2} ms")
    @CsvSource({
        "l5d-timeout, 500ms, 500",
        "l5d-timeout, ' 2s ', 2000",
        "l5d-request-timeout, 1m, 60000",
        "l5d-timeout, 500, 10000",
        "l5d-timeout, soon, 10000",
        "l5d-request-timeout, -1s, 10000"
    })
    void aRequestTimeoutIsADuration(String name, String value, long millis) {
        assertThat(override(ROUTE, name, value).timeouts().request()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void theShorterNameWins() {
        RouteTimeouts timeouts = override(ROUTE, "l5d-timeout", "1s", "l5d-request-timeout", "2s")
                .timeouts();

        assertThat(timeouts.request()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theResponseHasATimeoutOfItsOwn() {
        RouteTimeouts timeouts = override(ROUTE, "l5d-response-timeout", "7s").timeouts();

        assertThat(timeouts).isEqualTo(RouteTimeouts.of(TIMEOUTS.request(), Duration.ofSeconds(7), TIMEOUTS.idle()));
    }

    @ParameterizedTest(name = "l5d-retry-http: {0} retries {1}: {2}")
    @CsvSource({
        "5xx, 500, true",
        "5xx, 599, true",
        "5xx, 499, false",
        "gateway-error, 502, true",
        "gateway-error, 504, true",
        "gateway-error, 500, false",
        "418, 418, true",
        "'418,5xx', 503, true",
        "'418, 5xx', 503, true",
        "400-420, 410, true",
        "420-400, 410, false",
        "99, 99, false",
        "600, 600, false",
        "nonsense, 503, false"
    })
    void retriedStatusesAreAList(String value, int status, boolean retried) {
        RetryPolicy retry = retry(override(NOTHING, "l5d-retry-http", value));

        assertThat(retry.condition().matches(status, Supervisor.NO_GRPC_STATUS)).isEqualTo(retried);
    }

    @ParameterizedTest(name = "l5d-retry-grpc: {0} retries {1}")
    @CsvSource({"cancelled, 1", "deadline-exceeded, 4", "resource-exhausted, 8", "internal, 13", "unavailable, 14"})
    void retriedGrpcStatusesHaveNames(String value, int status) {
        RetryCondition condition =
                retry(override(NOTHING, "l5d-retry-grpc", value)).condition();

        assertThat(condition.matches(200, status)).isTrue();
        assertThat(condition.matches(200, 2)).isFalse();
        assertThat(condition.readsTrailers()).isTrue();
    }

    @Test
    void whatTheRouteDoesNotSayHasDefaults() {
        RetryPolicy retry = retry(override(NOTHING, "l5d-retry-http", "5xx"));

        assertThat(retry.maxRetries()).isEqualTo(1);
        assertThat(retry.maxBodyBytes()).isEqualTo(65_536);
        assertThat(retry.timeout()).isNull();
        assertThat(retry.backoff()).isEqualTo(new Backoff(Duration.ofMillis(25), Duration.ofMillis(250), 1));
    }

    @Test
    void eachHeaderOverridesItsOwnPartOfTheRoutesPolicy() {
        RetryPolicy retry = retry(override(ROUTE, "l5d-retry-limit", "7", "l5d-retry-timeout", "50ms"));

        assertThat(retry).isEqualTo(new RetryPolicy(RETRY.condition(), 7, 1000, Duration.ofMillis(50), null));
    }

    @Test
    void aLimitThatIsNoNumberIsNone() {
        assertThat(override(ROUTE, "l5d-retry-limit", "many").retry()).isEqualTo(RETRY);
    }
}
