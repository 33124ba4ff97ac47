package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.Grammar;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.stack.RetryCondition.Range;
import io.reactivemesh.proxy.stack.RetryCondition.Statuses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for with {@code l5d-*} headers, where its route allows that. What cannot be read is as if it were not there.
 *
 * <p>{@code l5d-timeout} or {@code l5d-request-timeout} and {@code l5d-response-timeout}: durations such as {@code 100ms}.
 * {@code l5d-retry-http}: {@code 5xx}, {@code gateway-error}, {@code NNN}, {@code NNN-MMM}; {@code l5d-retry-grpc}:
 * {@code cancelled}, {@code deadline-exceeded}, {@code internal}, {@code resource-exhausted}, {@code unavailable}; both comma
 * separated. {@code l5d-retry-limit}: a number. {@code l5d-retry-timeout}: a duration for each attempt.
 */
public final class ResilienceHeaders {

    private static final String TIMEOUT = "l5d-timeout";
    private static final String REQUEST_TIMEOUT = "l5d-request-timeout";
    private static final String RESPONSE_TIMEOUT = "l5d-response-timeout";
    private static final String RETRY_HTTP = "l5d-retry-http";
    private static final String RETRY_GRPC = "l5d-retry-grpc";
    private static final String RETRY_LIMIT = "l5d-retry-limit";
    private static final String RETRY_TIMEOUT = "l5d-retry-timeout";

    /** All of them, in small letters. */
    public static final List<String> NAMES =
            List.of(TIMEOUT, REQUEST_TIMEOUT, RESPONSE_TIMEOUT, RETRY_HTTP, RETRY_GRPC, RETRY_LIMIT, RETRY_TIMEOUT);

    private static final Map<String, Integer> GRPC_STATUSES = Map.of(
            "cancelled", 1,
            "deadline-exceeded", 4,
            "resource-exhausted", 8,
            "internal", 13,
            "unavailable", 14);

    private static final Backoff DEFAULT_BACKOFF = new Backoff(Duration.ofMillis(25), Duration.ofMillis(250), 1);
    private static final int MIN_STATUS = 100;
    private static final int MAX_STATUS = 599;

    private ResilienceHeaders() {}

    /** Takes all of them out of a request. */
    static final HeaderEdit REMOVAL = new HeaderEdit(List.of(), List.of(), NAMES);

    /** Whether a request has any of them. */
    static boolean areIn(RequestHead request) {
        for (String name : NAMES) {
            if (request.header(name) != null) {
                return true;
            }
        }
        return false;
    }

    /** What holds for this request: the route's word, but for what the request says. */
    public static Resilience override(Resilience route, RequestHead request) {
        RouteTimeouts timeouts = route.timeouts();
        Duration requestTimeout =
                first(duration(request.header(TIMEOUT)), duration(request.header(REQUEST_TIMEOUT)), timeouts.request());
        Duration responseTimeout = first(duration(request.header(RESPONSE_TIMEOUT)), timeouts.response());
        return new Resilience(
                new RouteTimeouts(requestTimeout, responseTimeout, timeouts.idle(), timeouts.head()),
                retry(route.retry(), request),
                false);
    }

    @SafeVarargs
    private static <T> @Nullable T first(@Nullable T... candidates) {
        for (T candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }

    private static @Nullable RetryPolicy retry(@Nullable RetryPolicy route, RequestHead request) {
        List<Range> statuses = statuses(request.header(RETRY_HTTP));
        Set<Integer> grpc = grpcStatuses(request.header(RETRY_GRPC));
        Integer limit = number(request.header(RETRY_LIMIT));
        Duration timeout = duration(request.header(RETRY_TIMEOUT));
        if (statuses == null && grpc == null && limit == null && timeout == null) {
            return route;
        }
        Statuses base = route != null && route.condition() instanceof Statuses named
                ? named
                : new Statuses(List.of(), Set.of());
        Statuses condition =
                new Statuses(statuses == null ? base.statuses() : statuses, grpc == null ? base.grpcStatuses() : grpc);
        if (route == null) {
            return new RetryPolicy(
                    condition, limit == null ? 1 : limit, RetryPolicy.DEFAULT_BODY_BYTES, timeout, DEFAULT_BACKOFF);
        }
        return new RetryPolicy(
                condition,
                limit == null ? route.maxRetries() : limit,
                route.maxBodyBytes(),
                timeout == null ? route.timeout() : timeout,
                route.backoff());
    }

    private static @Nullable List<Range> statuses(@Nullable String value) {
        if (value == null) {
            return null;
        }
        List<Range> ranges = new ArrayList<>();
        for (String item : value.split(",", -1)) {
            Range range = range(item.strip());
            if (range != null) {
                ranges.add(range);
            }
        }
        return ranges;
    }

    private static @Nullable Range range(String item) {
        if (item.equals("5xx")) {
            return new Range(500, MAX_STATUS);
        }
        if (item.equals("gateway-error")) {
            return new Range(502, 504);
        }
        int dash = item.indexOf('-');
        Integer from = number(dash < 0 ? item : item.substring(0, dash));
        Integer to = dash < 0 ? from : number(item.substring(dash + 1));
        if (from == null || to == null || from < MIN_STATUS || from > to || to > MAX_STATUS) {
            return null;
        }
        return new Range(from, to);
    }

    private static @Nullable Set<Integer> grpcStatuses(@Nullable String value) {
        if (value == null) {
            return null;
        }
        Set<Integer> statuses = new HashSet<>();
        for (String item : value.split(",", -1)) {
            Integer status = GRPC_STATUSES.get(item.strip());
            if (status != null) {
                statuses.add(status);
            }
        }
        return statuses;
    }

    private static @Nullable Integer number(@Nullable String text) {
        boolean digits = text != null
                && !text.isEmpty()
                && text.length() <= 5
                && text.chars().allMatch(Character::isDigit);
        return digits ? Integer.valueOf(text) : null;
    }

    private static @Nullable Duration duration(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return Grammar.duration(value);
        } catch (IllegalArgumentException e) {
            // Its client's mistake is no reason to fail the request.
            return null;
        }
    }
}
