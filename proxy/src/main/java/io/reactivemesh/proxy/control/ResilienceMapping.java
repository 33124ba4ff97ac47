package io.reactivemesh.proxy.control;

import static io.reactivemesh.proxy.control.BackendMapping.duration;
import static io.reactivemesh.proxy.control.RouteMapping.missing;

import com.google.protobuf.Duration;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.balance.Balancer;
import io.reactivemesh.proxy.balance.Balancer.Penalty;
import io.reactivemesh.proxy.balance.FailureAccrual;
import io.reactivemesh.proxy.stack.Resilience;
import io.reactivemesh.proxy.stack.RetryCondition;
import io.reactivemesh.proxy.stack.RetryPolicy;
import io.reactivemesh.proxy.stack.RouteTimeouts;
import io.reactivemesh.wire.httproute.Timeouts;
import io.reactivemesh.wire.outbound.Backend;
import io.reactivemesh.wire.outbound.ExponentialBackoff;
import io.reactivemesh.wire.outbound.GrpcRoute;
import io.reactivemesh.wire.outbound.HttpRoute;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is done about failures and slowness, from its wire form: timeouts, retries, failure accrual, load estimates. What makes no
 * sense throws {@link IllegalArgumentException}.
 */
final class ResilienceMapping {

    private static final int MAX_RETRIES = 0xFFFF;

    private ResilienceMapping() {}

    static Resilience resilience(HttpRoute.Rule rule) {
        HttpRoute.Retry retry = rule.getRetry();
        RetryPolicy policy = rule.hasRetry()
                ? retry(
                        statuses(retry),
                        retry.getMaxRetries(),
                        retry.getMaxRequestBytes(),
                        positive(retry.hasTimeout(), retry.getTimeout()),
                        retry.hasBackoff() ? backoff(retry.getBackoff()) : null)
                : null;
        return new Resilience(timeouts(rule.getTimeouts(), oldTimeout(rule)), policy, rule.getAllowL5DRequestHeaders());
    }

    private static RetryCondition statuses(HttpRoute.Retry wire) {
        if (!wire.hasConditions()) {
            throw missing("retry: conditions");
        }
        List<RetryCondition.Range> ranges = wire.getConditions().getStatusRangesList().stream()
                .map(range -> new RetryCondition.Range(range.getStart(), range.getEnd()))
                .toList();
        return new RetryCondition.Statuses(ranges, Set.of());
    }

    static Resilience resilience(GrpcRoute.Rule rule) {
        GrpcRoute.Retry retry = rule.getRetry();
        RetryPolicy policy = rule.hasRetry()
                ? retry(
                        codes(retry),
                        retry.getMaxRetries(),
                        retry.getMaxRequestBytes(),
                        positive(retry.hasTimeout(), retry.getTimeout()),
                        retry.hasBackoff() ? backoff(retry.getBackoff()) : null)
                : null;
        return new Resilience(timeouts(rule.getTimeouts(), oldTimeout(rule)), policy, rule.getAllowL5DRequestHeaders());
    }

    private static RetryCondition codes(GrpcRoute.Retry wire) {
        if (!wire.hasConditions()) {
            throw missing("retry: conditions");
        }
        GrpcRoute.Retry.Conditions conditions = wire.getConditions();
        Set<Integer> codes = new TreeSet<>();
        add(codes, conditions.getCancelled(), 1);
        add(codes, conditions.getDeadineExceeded(), 4);
        add(codes, conditions.getResourceExhausted(), 8);
        add(codes, conditions.getInternal(), 13);
        add(codes, conditions.getUnavailable(), 14);
        return new RetryCondition.Statuses(List.of(), codes);
    }

    private static void add(Set<Integer> codes, boolean wanted, int code) {
        if (wanted) {
            codes.add(code);
        }
    }

    private static RetryPolicy retry(
            RetryCondition condition,
            int maxRetries,
            int maxBodyBytes,
            java.time.@Nullable Duration timeout,
            @Nullable Backoff backoff) {
        if (maxRetries < 0 || maxRetries > MAX_RETRIES) {
            throw new IllegalArgumentException("retry: max_retries: " + Integer.toUnsignedLong(maxRetries)
                    + " (expected: at most " + MAX_RETRIES + ")");
        }
        // A number without sign: what does not fit is more than anybody keeps.
        int kept = maxBodyBytes < 0 ? Integer.MAX_VALUE : maxBodyBytes;
        return new RetryPolicy(condition, maxRetries, kept, timeout, backoff);
    }

    /** The field that was there before {@link Timeouts}; it holds where those say nothing of requests. */
    @SuppressWarnings("deprecation")
    private static java.time.@Nullable Duration oldTimeout(HttpRoute.Rule rule) {
        return positive(rule.hasRequestTimeout(), rule.getRequestTimeout());
    }

    @SuppressWarnings("deprecation")
    private static java.time.@Nullable Duration oldTimeout(GrpcRoute.Rule rule) {
        return positive(rule.hasRequestTimeout(), rule.getRequestTimeout());
    }

    private static RouteTimeouts timeouts(Timeouts wire, java.time.@Nullable Duration old) {
        java.time.Duration request = positive(wire.hasRequest(), wire.getRequest());
        return RouteTimeouts.of(
                request == null ? old : request,
                positive(wire.hasResponse(), wire.getResponse()),
                positive(wire.hasIdle(), wire.getIdle()));
    }

    /** A limit; zero is none. */
    private static java.time.@Nullable Duration positive(boolean present, Duration wire) {
        java.time.Duration duration = duration(wire);
        return present && duration.isPositive() ? duration : null;
    }

    static @Nullable FailureAccrual accrual(io.reactivemesh.wire.outbound.FailureAccrual wire) {
        // A number without sign: more than there can be means that nobody is ever left alone.
        int minReady = wire.getEjection().getMinReadyEndpoints();
        int kept = minReady < 0 ? Integer.MAX_VALUE : minReady;
        return switch (wire.getKindCase()) {
            case CONSECUTIVE_FAILURES -> {
                var consecutive = wire.getConsecutiveFailures();
                yield new FailureAccrual.Consecutive(
                        consecutive.getMaxFailures(),
                        accrualBackoff(consecutive.hasBackoff(), consecutive.getBackoff()),
                        kept);
            }
            case UNIFIED -> {
                var unified = wire.getUnified();
                yield new FailureAccrual.Unified(
                        unified.getSuccessRateThreshold(),
                        unified.hasDecay() ? duration(unified.getDecay()) : FailureAccrual.Unified.DEFAULT_WINDOW,
                        unified.getMinRequests(),
                        unified.getMaxConsecutiveFailures(),
                        accrualBackoff(unified.hasBackoff(), unified.getBackoff()),
                        unified.getBackoff().getRespectRetryAfterHint(),
                        kept);
            }
            // A kind that we don't know trips nothing: endpoints stay in use.
            case KIND_NOT_SET -> null;
        };
    }

    private static Backoff accrualBackoff(boolean present, ExponentialBackoff wire) {
        if (!present) {
            throw missing("failure accrual: backoff");
        }
        return backoff(wire);
    }

    private static Backoff backoff(ExponentialBackoff wire) {
        return new Backoff(duration(wire.getMinBackoff()), duration(wire.getMaxBackoff()), wire.getJitterRatio());
    }

    static Balancer.Config load(Backend.BalanceP2c wire) {
        return switch (wire.getLoadCase()) {
            case PEAK_EWMA -> {
                var load = wire.getPeakEwma();
                if (!load.hasDefaultRtt() || !load.hasDecay()) {
                    throw missing("backend: balancer: default_rtt or decay");
                }
                yield new Balancer.Config(duration(load.getDefaultRtt()), duration(load.getDecay()));
            }
            case PENALTY_PEAK_EWMA -> {
                var load = wire.getPenaltyPeakEwma();
                Penalty penalty = new Penalty(
                        or(load.hasPenalty(), load.getPenalty(), Penalty.DEFAULT.rtt()),
                        or(load.hasMaxRetryAfter(), load.getMaxRetryAfter(), Penalty.DEFAULT.maxRetryAfter()),
                        or(load.hasPenaltyDecay(), load.getPenaltyDecay(), Penalty.DEFAULT.decay()));
                yield new Balancer.Config(
                        or(load.hasDefaultRtt(), load.getDefaultRtt(), Balancer.Config.DEFAULT.defaultRtt()),
                        or(load.hasDecay(), load.getDecay(), Balancer.Config.DEFAULT.decay()),
                        penalty);
            }
            case LOAD_NOT_SET -> throw missing("backend: balancer: load");
        };
    }

    private static java.time.Duration or(boolean present, Duration wire, java.time.Duration otherwise) {
        return present ? duration(wire) : otherwise;
    }
}
