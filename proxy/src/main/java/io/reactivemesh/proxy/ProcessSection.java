package io.reactivemesh.proxy;

import io.reactivemesh.proxy.log.LogFilter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Variables about the process: threads, log, shutdown. */
final class ProcessSection {

    static final String DEFAULT_LOG = "warn,linkerd=info,hickory=error";

    private final EnvReader env;

    ProcessSection(EnvReader env) {
        this.env = env;
    }

    ProxyConfig.Lifecycle lifecycle(int availableCores) {
        return new ProxyConfig.Lifecycle(
                env.value("SHUTDOWN_GRACE_PERIOD", Duration.ofMinutes(2), Grammar::duration),
                env.value("SHUTDOWN_ENDPOINT_ENABLED", false, Grammar::bool),
                env.value("METRICS_RETAIN_IDLE", Duration.ofMinutes(10), Grammar::duration),
                workers(availableCores),
                env.optional("TAP_SVC_NAME", IdentitySection::dnsName));
    }

    ProxyConfig.Logging logging() {
        @Nullable LogFilter _ = env.optional("LOG", LogFilter::parse);
        return new ProxyConfig.Logging(
                env.text("LOG", DEFAULT_LOG),
                env.value("LOG_FORMAT", false, ProcessSection::json),
                env.text("ACCESS_LOG", "").isEmpty() ? null : env.optional("ACCESS_LOG", ProcessSection::accessLog));
    }

    private static boolean json(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "PLAIN" -> false;
            case "JSON" -> true;
            default -> throw new IllegalArgumentException("PLAIN or JSON");
        };
    }

    private static ProxyConfig.AccessLog accessLog(String text) {
        return switch (text) {
            case "apache" -> ProxyConfig.AccessLog.APACHE;
            case "json" -> ProxyConfig.AccessLog.JSON;
            default -> throw new IllegalArgumentException("apache or json");
        };
    }

    /** At least the minimum, at most what there is; between them the maximum, else the share of what there is. */
    private int workers(int available) {
        Integer legacy = lenient("CORES", Grammar::count);
        Integer configuredMin = lenient("CORES_MIN", Grammar::count);
        Integer configuredMax = lenient("CORES_MAX", Grammar::count);
        Double ratio = lenient("CORES_MAX_RATIO", Grammar::ratio);
        int min = configuredMin != null ? configuredMin : legacy != null ? legacy : 1;
        int max = min;
        if (configuredMax != null) {
            max = configuredMax;
        } else if (ratio != null) {
            max = (int) Math.round(available * ratio);
        }
        return Math.max(1, Math.min(Math.max(max, min), available));
    }

    private <T> @Nullable T lenient(String name, Function<String, T> parse) {
        String text = env.text(name);
        if (text == null) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            env.warn(name, "'" + text + "' is ignored (expected: " + e.getMessage() + ")");
            return null;
        }
    }
}
