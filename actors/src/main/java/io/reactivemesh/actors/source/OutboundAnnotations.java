package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.reactivemesh.actors.service.OutboundSettings;
import io.reactivemesh.discovery.model.outbound.Backoff;
import io.reactivemesh.discovery.model.outbound.FailureAccrual;
import io.reactivemesh.discovery.model.outbound.Load;
import io.reactivemesh.discovery.model.outbound.Retry;
import io.reactivemesh.discovery.model.outbound.Retry.GrpcCode;
import io.reactivemesh.discovery.model.outbound.Retry.StatusRange;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of Services and routes that say how traffic is to be treated. On a Service a bad value costs its group (accrual, load,
 * timeouts, retries), which is then as without annotations; on a route it costs the route.
 */
final class OutboundAnnotations {
    private static final String ACCRUAL = "balancer.linkerd.io/failure-accrual";
    private static final String ALPHA = "balancer.alpha.linkerd.io/";
    private static final String TIMEOUT = "timeout.linkerd.io/";
    private static final String RETRY = "retry.linkerd.io/";
    private static final Pattern STATUSES = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");
    private static final int MAX_LIMIT = 65_535;
    private static final int MAX_MIN_REQUESTS = 1_000_000;
    private static final Duration MIN_WINDOW = Duration.ofMillis(10);

    private final AnnotationValues values;

    private OutboundAnnotations(ObjectMeta metadata) {
        this.values = new AnnotationValues(metadata);
    }

    /** All that a Service says; what of it can't be used becomes a finding. */
    static OutboundSettings ofService(ObjectMeta metadata, Findings findings) {
        OutboundAnnotations annotations = new OutboundAnnotations(metadata);
        Timeouts timeouts = group(findings, "no timeouts apply", annotations::timeouts);
        return new OutboundSettings(
                group(findings, "endpoints are not judged", annotations::accrual),
                group(findings, "failures have no part in the load", annotations::load),
                timeouts == null ? Timeouts.NONE : timeouts,
                group(findings, "no retries apply to HTTP", annotations::httpRetry),
                group(findings, "no retries apply to gRPC", annotations::grpcRetry));
    }

    /** The annotations of a route, each group for whoever needs it. */
    static OutboundAnnotations ofRoute(ObjectMeta metadata) {
        return new OutboundAnnotations(metadata);
    }

    private interface Group<T> {
        @Nullable
        T read();
    }

    private static <T> @Nullable T group(Findings findings, String instead, Group<T> group) {
        try {
            return group.read();
        } catch (Refusal e) {
            findings.add(e, instead);
            return null;
        }
    }

    Timeouts timeouts() {
        return new Timeouts(
                values.duration(TIMEOUT + "request"),
                values.duration(TIMEOUT + "response"),
                values.duration(TIMEOUT + "idle"));
    }

    /** Null = says nothing. */
    @Nullable
    Retry httpRetry() {
        List<StatusRange> statuses = values.list(RETRY + "http", OutboundAnnotations::statuses, statusesExpected());
        return retry(statuses != null, statuses == null ? List.of() : statuses, new TreeSet<>());
    }

    /** Null = says nothing. */
    @Nullable
    Retry grpcRetry() {
        List<GrpcCode> codes = values.list(RETRY + "grpc", OutboundAnnotations::code, codesExpected());
        SortedSet<GrpcCode> distinct = codes == null ? new TreeSet<>() : new TreeSet<>(codes);
        return retry(codes != null, List.of(), distinct);
    }

    private @Nullable Retry retry(boolean conditions, List<StatusRange> statuses, SortedSet<GrpcCode> codes) {
        Integer limit = values.number(RETRY + "limit", 0, MAX_LIMIT);
        Duration timeout = values.duration(RETRY + "timeout");
        boolean limited = limit != null && limit != 0;
        boolean timed = timeout != null && !timeout.isZero();
        return limited || timed || conditions
                ? new Retry(limited ? limit : 1, timed ? timeout : null, statuses, codes)
                : null;
    }

    private static @Nullable StatusRange statuses(String text) {
        Matcher numbers = STATUSES.matcher(text);
        if (text.equals("5xx")) {
            return new StatusRange(500, 599);
        }
        if (text.equals("gateway-error")) {
            return new StatusRange(502, 504);
        }
        if (!numbers.matches()) {
            return null;
        }
        int start = Integer.parseInt(numbers.group(1));
        int end = numbers.group(2) == null ? start : Integer.parseInt(numbers.group(2));
        return end < start ? null : new StatusRange(start, end);
    }

    private static String statusesExpected() {
        return "5xx, gateway-error, a status 100..599, or a range like 500-503";
    }

    private static @Nullable GrpcCode code(String text) {
        for (GrpcCode code : GrpcCode.values()) {
            if (word(code).equals(text)) {
                return code;
            }
        }
        return null;
    }

    private static String word(GrpcCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String codesExpected() {
        return Stream.of(GrpcCode.values())
                .map(OutboundAnnotations::word)
                .collect(Collectors.joining(", ", "one of ", ""));
    }

    private @Nullable FailureAccrual accrual() {
        String mode = values.text(ACCRUAL);
        if (mode == null) {
            return null;
        }
        return switch (mode) {
            case "consecutive" -> new FailureAccrual.Consecutive(maxFailures(), backoff(false));
            case "unified" -> unified(values.orElse(values.flag(ALPHA + "failure-accrual-honor-retry-after"), false));
            default -> throw values.refusal(ACCRUAL, mode, "consecutive or unified");
        };
    }

    private FailureAccrual unified(boolean respectRetryAfter) {
        String rate = ALPHA + "failure-accrual-success-rate-";
        double threshold = values.orElse(values.decimal(rate + "threshold", 0, 1), 0.8);
        Duration window = values.orElse(values.duration(rate + "window"), Duration.ofSeconds(10));
        if (threshold > 0 && window.compareTo(MIN_WINDOW) < 0) {
            throw values.refusal(rate + "window", window.toMillis() + "ms", "at least 10ms");
        }
        int minRequests = values.orElse(values.number(rate + "min-requests", 0, MAX_MIN_REQUESTS), 5);
        return new FailureAccrual.Unified(threshold, window, minRequests, maxFailures(), backoff(respectRetryAfter));
    }

    private int maxFailures() {
        return values.orElse(values.number(ACCRUAL + "-consecutive-max-failures", 0, Integer.MAX_VALUE), 7);
    }

    private Backoff backoff(boolean respectRetryAfter) {
        String most = ACCRUAL + "-consecutive-max-penalty";
        String least = ACCRUAL + "-consecutive-min-penalty";
        Duration max = values.orElse(values.duration(most), Duration.ofSeconds(60));
        Duration min = values.orElse(values.duration(least), Duration.ofSeconds(1));
        if (max.isZero()) {
            throw values.refusal(most, "0", "more than 0");
        }
        if (min.compareTo(max) > 0) {
            throw values.refusal(least, min.toMillis() + "ms", "at most the max-penalty, " + max.toMillis() + "ms");
        }
        double jitter = values.orElse(values.decimal(ACCRUAL + "-consecutive-jitter-ratio", 0, 100), 0.5);
        return new Backoff(min, max, (float) jitter, respectRetryAfter);
    }

    private Load.@Nullable Penalized load() {
        if (!values.orElse(values.flag(ALPHA + "penalize-failures"), false)) {
            return null;
        }
        return new Load.Penalized(
                positive(ALPHA + "load-biaser-penalty", Duration.ofSeconds(5)),
                positive(ALPHA + "load-biaser-max-retry-after", Duration.ofSeconds(300)));
    }

    private Duration positive(String annotation, Duration byDefault) {
        Duration value = values.orElse(values.duration(annotation), byDefault);
        if (value.isZero()) {
            throw values.refusal(annotation, "0", "more than 0");
        }
        return value;
    }
}
