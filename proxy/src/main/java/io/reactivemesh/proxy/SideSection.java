package io.reactivemesh.proxy;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.Http2;
import io.reactivemesh.proxy.ProxyConfig.Side;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Variables that come in pairs, one for each direction: sockets, pools, queues, times, HTTP/2. */
final class SideSection {

    private static final int QUEUE_CAPACITY = 10_000;
    private static final int MAX_IN_FLIGHT = 100_000;
    private static final int STREAM_WINDOW = 65_535;
    private static final int CONNECTION_WINDOW = 1_048_576;

    private final EnvReader env;

    SideSection(EnvReader env) {
        this.env = env;
    }

    Side outbound() {
        return side(
                "OUTBOUND",
                "OUTBOUND_MAX_IDLE_CONNS_PER_ENDPOINT",
                Duration.ofSeconds(1),
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(60), 0.1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(5));
    }

    Side inbound() {
        // The variable for the inbound pool really goes without the direction in its name.
        return side(
                "INBOUND",
                "MAX_IDLE_CONNS_PER_ENDPOINT",
                Duration.ofMillis(300),
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), 0.1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(90));
    }

    ProxyConfig.OutboundHttp outboundHttp() {
        boolean ingress = env.value("INGRESS_MODE", false, Grammar::bool);
        return new ProxyConfig.OutboundHttp(
                ingress,
                !env.value("OUTBOUND_DISABLE_INFORMATIONAL_HEADERS", ingress, Grammar::bool),
                env.value("OUTBOUND_METRICS_HOSTNAME_LABELS", false, Grammar::bool));
    }

    Http2 http2Client() {
        return Http2.of(
                env.value("HTTP2_INITIAL_STREAM_WINDOW_SIZE", STREAM_WINDOW, Grammar::count),
                env.value("HTTP2_INITIAL_CONNECTION_WINDOW_SIZE", CONNECTION_WINDOW, Grammar::count));
    }

    private Side side(
            String prefix,
            String idleConnectionsName,
            Duration connectTimeout,
            Backoff backoff,
            Duration failfast,
            Duration discoveryIdle) {
        ProxyConfig.Queue http = queue(prefix + "_HTTP", failfast);
        return new Side(
                socket(prefix + "_ACCEPT"),
                socket(prefix + "_CONNECT"),
                duration(prefix + "_CONNECT_TIMEOUT", connectTimeout),
                backoff(env, prefix + "_CONNECT_EXP_BACKOFF", backoff),
                duration(prefix + "_DETECT_TIMEOUT", ProxyConfig.DEFAULT_DETECT_TIMEOUT),
                http,
                prefix.equals("OUTBOUND") ? queue("OUTBOUND_TCP", failfast) : http,
                new ProxyConfig.Pool(
                        env.value(idleConnectionsName, QUEUE_CAPACITY, Grammar::count),
                        duration(prefix + "_HTTP1_CONNECTION_POOL_IDLE_TIMEOUT", Duration.ofSeconds(3))),
                env.value(prefix + "_MAX_IN_FLIGHT", MAX_IN_FLIGHT, Grammar::count),
                duration(prefix + "_DISCOVERY_IDLE_TIMEOUT", discoveryIdle),
                http2Server(prefix + "_SERVER_HTTP2_"));
    }

    private ProxyConfig.Socket socket(String prefix) {
        return new ProxyConfig.Socket(
                env.optional(prefix + "_KEEPALIVE", Grammar::duration),
                env.optional(prefix + "_USER_TIMEOUT", Grammar::duration));
    }

    private ProxyConfig.Queue queue(String prefix, Duration failfast) {
        return new ProxyConfig.Queue(
                env.value(prefix + "_QUEUE_CAPACITY", QUEUE_CAPACITY, Grammar::count),
                duration(prefix + "_FAILFAST_TIMEOUT", failfast));
    }

    private Duration duration(String name, Duration otherwise) {
        return env.value(name, otherwise, Grammar::duration);
    }

    private Http2 http2Server(String prefix) {
        Integer stream = env.optional(prefix + "INITIAL_STREAM_WINDOW_SIZE", Grammar::count);
        Integer connection = env.optional(prefix + "INITIAL_CONNECTION_WINDOW_SIZE", Grammar::count);
        Duration interval = env.optional(prefix + "KEEP_ALIVE_INTERVAL", Grammar::duration);
        Duration timeout = env.optional(prefix + "KEEP_ALIVE_TIMEOUT", Grammar::duration);
        boolean windows = stream != null && connection != null;
        boolean pings = interval != null && timeout != null;
        return new Http2(
                windows ? stream : STREAM_WINDOW,
                windows ? connection : CONNECTION_WINDOW,
                env.value(prefix + "ADAPTIVE_FLOW_CONTROL", false, Grammar::bool),
                pings ? interval : null,
                pings ? timeout : null,
                limit(prefix + "MAX_CONCURRENT_STREAMS"),
                limit(prefix + "MAX_FRAME_SIZE"),
                limit(prefix + "MAX_HEADER_LIST_SIZE"),
                limit(prefix + "MAX_PENDING_ACCEPT_RESET_STREAMS"),
                limit(prefix + "MAX_SEND_BUF_SIZE"),
                true,
                OptionalInt.empty());
    }

    private OptionalInt limit(String name) {
        return env.value(name, OptionalInt.empty(), text -> OptionalInt.of(Grammar.count(text)));
    }

    /** MIN and MAX come together; JITTER comes with them or not at all, and is 0 when it does not. */
    static Backoff backoff(EnvReader env, String prefix, Backoff otherwise) {
        @Nullable Duration min = env.optional(prefix + "_MIN", Grammar::duration);
        @Nullable Duration max = env.optional(prefix + "_MAX", Grammar::duration);
        @Nullable Double jitter = env.optional(prefix + "_JITTER", Grammar::jitter);
        if (env.has(prefix + "_MIN") != env.has(prefix + "_MAX")) {
            env.problem(prefix + "_MIN", "(expected: together with " + EnvReader.PREFIX + prefix + "_MAX)");
            return otherwise;
        }
        if (!env.has(prefix + "_MIN") && env.has(prefix + "_JITTER")) {
            env.problem(prefix + "_JITTER", "(expected: together with _MIN and _MAX)");
            return otherwise;
        }
        if (min == null || max == null) {
            return otherwise;
        }
        try {
            return new Backoff(min, max, jitter == null ? 0 : jitter);
        } catch (IllegalArgumentException e) {
            env.problem(prefix + "_MIN", String.valueOf(e.getMessage()));
            return otherwise;
        }
    }
}
