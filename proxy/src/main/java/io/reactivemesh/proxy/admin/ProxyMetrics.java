package io.reactivemesh.proxy.admin;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every metric of the proxy: name, help, bounds. Names and labels are those that existing dashboards query; ours beside
 * them begin with {@code mesh_}. Durations are recorded in nanoseconds whatever unit they are shown in.
 */
public final class ProxyMetrics {

    private static final long MILLIS_PER_SECOND = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final double[] LATENCY_BOUNDS_MS = IntStream.of(1, 10, 100, 1000, 10_000)
            .flatMap(decade -> IntStream.rangeClosed(1, 5).map(step -> step * decade))
            .asDoubleStream()
            .toArray();

    /** Requests, counted when the body is first read. */
    public static final Family REQUEST_TOTAL = Family.counter("request_total", "Total count of HTTP requests.", true);

    /** Responses, counted when the response stream ends. */
    public static final Family RESPONSE_TOTAL =
            Family.counter("response_total", "Total count of HTTP responses.", true);

    /** From dispatch to the first byte of the response body. */
    public static final Family RESPONSE_LATENCY_MS = latency(
            "response_latency_ms",
            "Elapsed times between a request's headers being received and its response stream starting, in milliseconds.");

    /** Responses of service profiles' routes that were to be retried. */
    public static final Family ROUTE_RETRYABLE_TOTAL = Family.counter(
            "route_retryable_total", "Total count of retryable HTTP responses by route of a service profile.", true);

    /** Connections opened. */
    public static final Family TCP_OPEN_TOTAL =
            Family.counter("tcp_open_total", "Total count of opened connections.", true);

    /** Connections open now. */
    public static final Family TCP_OPEN_CONNECTIONS =
            Family.gauge("tcp_open_connections", "Number of currently-open connections.", true);

    /** Bytes read from a peer. */
    public static final Family TCP_READ_BYTES_TOTAL =
            Family.counter("tcp_read_bytes_total", "Total count of bytes read from peers.", true);

    /** Bytes written to a peer. */
    public static final Family TCP_WRITE_BYTES_TOTAL =
            Family.counter("tcp_write_bytes_total", "Total count of bytes written to peers.", true);

    /** Connections closed, with the symbolic errno. */
    public static final Family TCP_CLOSE_TOTAL =
            Family.counter("tcp_close_total", "Total count of closed connections.", true);

    /** Inbound HTTP requests that were let in. */
    public static final Family INBOUND_HTTP_AUTHZ_ALLOW_TOTAL = Family.counter(
            "inbound_http_authz_allow_total", "Total count of inbound HTTP requests that were authorized.", true);

    /** Inbound HTTP requests that were not let in. */
    public static final Family INBOUND_HTTP_AUTHZ_DENY_TOTAL = Family.counter(
            "inbound_http_authz_deny_total", "Total count of inbound HTTP requests that were not authorized.", true);

    /** Inbound opaque connections that were let in. */
    public static final Family INBOUND_TCP_AUTHZ_ALLOW_TOTAL = Family.counter(
            "inbound_tcp_authz_allow_total", "Total count of inbound TCP connections that were authorized.", true);

    /** Inbound opaque connections that were not let in. */
    public static final Family INBOUND_TCP_AUTHZ_DENY_TOTAL = Family.counter(
            "inbound_tcp_authz_deny_total", "Total count of inbound TCP connections that were not authorized.", true);

    /** Inbound opaque connections that were cut off as a new policy does not let them in. */
    public static final Family INBOUND_TCP_AUTHZ_TERMINATE_TOTAL = Family.counter(
            "inbound_tcp_authz_terminate_total",
            "Total count of inbound TCP connections that were terminated because of a change of policy.",
            true);

    /** Inbound HTTP requests that no route is for. */
    public static final Family INBOUND_HTTP_ROUTE_NOT_FOUND_TOTAL = Family.counter(
            "inbound_http_route_not_found_total", "Total count of inbound HTTP requests without a route.", true);

    /** Inbound HTTP requests that came too often. */
    public static final Family INBOUND_HTTP_LOCAL_RATELIMIT_TOTAL = Family.counter(
            "inbound_http_local_ratelimit_total", "Total count of inbound HTTP requests that were rate limited.", true);

    /** Inbound HTTP requests answered with an error of this proxy. */
    public static final Family INBOUND_HTTP_ERRORS_TOTAL =
            Family.counter("inbound_http_errors_total", "Total count of inbound HTTP errors of the proxy.", false);

    /** Inbound connections failed by this proxy. */
    public static final Family INBOUND_TCP_ERRORS_TOTAL =
            Family.counter("inbound_tcp_errors_total", "Total count of inbound TCP errors of the proxy.", false);

    /** Outbound HTTP requests answered with an error of this proxy. */
    public static final Family OUTBOUND_HTTP_ERRORS_TOTAL =
            Family.counter("outbound_http_errors_total", "Total count of outbound HTTP errors of the proxy.", false);

    /** Outbound connections failed by this proxy. */
    public static final Family OUTBOUND_TCP_ERRORS_TOTAL =
            Family.counter("outbound_tcp_errors_total", "Total count of outbound TCP errors of the proxy.", false);

    /** Verdicts of inbound HTTP detection. */
    public static final Family INBOUND_TCP_DETECT_HTTP_RESULTS_TOTAL = Family.counter(
            "inbound_tcp_detect_http_results_total", "Verdicts of HTTP detection on inbound connections.", true);

    /** Time until the verdict of inbound HTTP detection. */
    public static final Family INBOUND_TCP_DETECT_HTTP_DURATION_SECONDS = Family.histogram(
            "inbound_tcp_detect_http_duration_seconds",
            "Time until HTTP detection of an inbound connection decided.",
            true,
            NANOS_PER_SECOND,
            0.001,
            0.1);

    /** Verdicts of outbound HTTP detection. */
    public static final Family OUTBOUND_TCP_DETECT_HTTP_RESULTS_TOTAL = Family.counter(
            "outbound_tcp_detect_http_results_total", "Verdicts of HTTP detection on outbound connections.", true);

    /** Time until the verdict of outbound HTTP detection. */
    public static final Family OUTBOUND_TCP_DETECT_HTTP_DURATION_SECONDS = Family.histogram(
            "outbound_tcp_detect_http_duration_seconds",
            "Time until HTTP detection of an outbound connection decided.",
            true,
            NANOS_PER_SECOND,
            0.001,
            0.1);

    /** Outbound connections by the protocol that discovery or detection decided on. */
    public static final Family OUTBOUND_TCP_PROTOCOL_CONNECTIONS_TOTAL = Family.counter(
            "outbound_tcp_protocol_connections_total", "Outbound connections by protocol decision.", true);

    /** Calls to the control plane. */
    public static final Family CONTROL_REQUEST_TOTAL =
            Family.counter("control_request_total", "Total count of requests to the control plane.", true);

    /** Ends of calls to the control plane. */
    public static final Family CONTROL_RESPONSE_TOTAL =
            Family.counter("control_response_total", "Total count of ended responses of the control plane.", true);

    /** From the start of a call to its first message, or its end. */
    public static final Family CONTROL_RESPONSE_LATENCY_MS = latency(
            "control_response_latency_ms",
            "Elapsed times between a request to the control plane and the first message of its answer, in milliseconds.");

    /** Questions for the addresses of the control plane. */
    public static final Family CONTROL_DNS_RESOLUTIONS_TOTAL = Family.counter(
            "control_dns_resolutions_total", "Total count of DNS resolutions of the control plane's names.", false);

    /** Bytes to and from endpoints, by where they are. */
    public static final Family OUTBOUND_TCP_TRANSFER_COST_BYTES_TOTAL = Family.counter(
            "outbound_tcp_transfer_cost_bytes_total",
            "Total count of bytes exchanged with endpoints, by direction and by zone.",
            false);

    /** Endpoints that were left alone because they failed. */
    public static final Family MESH_OUTBOUND_HTTP_BREAKER_TRIPS_TOTAL = Family.counter(
            "mesh_outbound_http_breaker_trips_total",
            "Times that an endpoint of an HTTP balancer was left alone because it failed, by reason.",
            true);

    /** Resolutions into the overflow series of a family. */
    public static final Family MESH_METRICS_OVERFLOW_TOTAL = Family.counter(
            "mesh_metrics_overflow_total",
            "Times that a series was wanted of a family that has too many; its overflow series stands in.",
            false);

    /** Access log lines that were lost. */
    public static final Family MESH_ACCESS_LOG_DROPPED_TOTAL = Family.counter(
            "mesh_access_log_dropped_total",
            "Total count of access log lines dropped because standard error was not read quickly enough.",
            false);

    /** Whether a control-plane client has a live connection. */
    public static final Family MESH_CONTROL_CONNECTED =
            Family.gauge("mesh_control_connected", "1 while connected to the control plane, 0 while not.", false);

    /** How old the answers are that this proxy routes by. */
    public static final Family MESH_CONTROL_STALE_SECONDS = Family.gauge(
                    "mesh_control_stale_seconds",
                    "Seconds since the control plane was lost while its last good answers stay in use; 0 while connected.",
                    false)
            .shownPer(NANOS_PER_SECOND);

    /** Connections to the control plane established after the first. */
    public static final Family MESH_CONTROL_RECONNECTS_TOTAL = Family.counter(
            "mesh_control_reconnects_total", "Connections to the control plane established after the first.", false);

    /** Whether redirected traffic can reach this proxy, by {@code family}. */
    public static final Family MESH_REDIRECTION_POSSIBLE = Family.gauge(
            "mesh_redirection_possible",
            "1 when something in this network namespace can redirect connections, 0 when nothing does; seen at start, where it is expected.",
            false);

    /** When this process started. */
    public static final Family PROCESS_START_TIME_SECONDS = Family.gauge(
                    "process_start_time_seconds", "Start of the process since the Unix epoch, in seconds.", false)
            .shownPer(MILLIS_PER_SECOND);

    /** What this process takes for the present. */
    public static final Family PROCESS_CLOCK_TIME_SECONDS = Family.gauge(
                    "process_clock_time_seconds",
                    "Present time of the process since the Unix epoch, in seconds.",
                    false)
            .shownPer(MILLIS_PER_SECOND);

    /** Time since the start. */
    public static final Family PROCESS_UPTIME_SECONDS_TOTAL = Family.counter(
                    "process_uptime_seconds_total", "Seconds since the start of the process.", false)
            .shownPer(MILLIS_PER_SECOND);

    /** User and system time. */
    public static final Family PROCESS_CPU_SECONDS_TOTAL = Family.counter(
                    "process_cpu_seconds_total", "User and system CPU time spent, in seconds.", false)
            .shownPer(MILLIS_PER_SECOND);

    /** Address space. */
    public static final Family PROCESS_VIRTUAL_MEMORY_BYTES =
            Family.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", false);

    /** Memory that is really there. */
    public static final Family PROCESS_RESIDENT_MEMORY_BYTES =
            Family.gauge("process_resident_memory_bytes", "Resident memory size in bytes.", false);

    /** Open file descriptors. */
    public static final Family PROCESS_OPEN_FDS =
            Family.gauge("process_open_fds", "Number of open file descriptors.", false);

    /** File descriptors there may be. */
    public static final Family PROCESS_MAX_FDS =
            Family.gauge("process_max_fds", "Maximum number of open file descriptors.", false);

    /** Threads of the process. */
    public static final Family PROCESS_THREADS = Family.gauge("process_threads", "Number of threads.", false);

    /** Which build this is. */
    public static final Family PROXY_BUILD_INFO =
            Family.gauge("proxy_build_info", "Which build of the proxy this is; always 1.", false);

    private static final List<Family> ALL = Stream.of(
                    List.of(
                            INBOUND_HTTP_AUTHZ_ALLOW_TOTAL,
                            INBOUND_HTTP_AUTHZ_DENY_TOTAL,
                            INBOUND_HTTP_ROUTE_NOT_FOUND_TOTAL,
                            INBOUND_HTTP_LOCAL_RATELIMIT_TOTAL,
                            INBOUND_TCP_AUTHZ_ALLOW_TOTAL,
                            INBOUND_TCP_AUTHZ_DENY_TOTAL,
                            INBOUND_TCP_AUTHZ_TERMINATE_TOTAL,
                            INBOUND_HTTP_ERRORS_TOTAL,
                            INBOUND_TCP_ERRORS_TOTAL,
                            OUTBOUND_HTTP_ERRORS_TOTAL,
                            OUTBOUND_TCP_ERRORS_TOTAL,
                            REQUEST_TOTAL,
                            RESPONSE_TOTAL,
                            RESPONSE_LATENCY_MS),
                    ResponseFamilies.PROFILE_ROUTE.all(),
                    List.of(ROUTE_RETRYABLE_TOTAL),
                    ResponseFamilies.PROFILE_ATTEMPTS.all(),
                    List.of(
                            CONTROL_REQUEST_TOTAL,
                            CONTROL_RESPONSE_TOTAL,
                            CONTROL_RESPONSE_LATENCY_MS,
                            TCP_OPEN_TOTAL,
                            TCP_OPEN_CONNECTIONS,
                            TCP_READ_BYTES_TOTAL,
                            TCP_WRITE_BYTES_TOTAL,
                            TCP_CLOSE_TOTAL),
                    TraceFamilies.all(),
                    StackFamilies.all(),
                    List.of(
                            INBOUND_TCP_DETECT_HTTP_RESULTS_TOTAL,
                            INBOUND_TCP_DETECT_HTTP_DURATION_SECONDS,
                            OUTBOUND_TCP_DETECT_HTTP_RESULTS_TOTAL,
                            OUTBOUND_TCP_DETECT_HTTP_DURATION_SECONDS,
                            OUTBOUND_TCP_PROTOCOL_CONNECTIONS_TOTAL,
                            OUTBOUND_TCP_TRANSFER_COST_BYTES_TOTAL),
                    TcpRouteFamilies.OPAQUE.all(),
                    TcpRouteFamilies.TLS.all(),
                    List.of(CONTROL_DNS_RESOLUTIONS_TOTAL),
                    ExchangeFamilies.INBOUND_HTTP.all(),
                    ExchangeFamilies.INBOUND_GRPC.all(),
                    ExchangeFamilies.OUTBOUND_HTTP_ROUTE.all(),
                    ExchangeFamilies.OUTBOUND_HTTP_BACKEND.all(),
                    ExchangeFamilies.OUTBOUND_GRPC_ROUTE.all(),
                    ExchangeFamilies.OUTBOUND_GRPC_BACKEND.all(),
                    RetryFamilies.HTTP.all(),
                    RetryFamilies.GRPC.all(),
                    GatedBalancerFamilies.HTTP.all(),
                    GatedBalancerFamilies.TCP.all(),
                    GatedBalancerFamilies.TLS.all(),
                    BalancerFamilies.DESTINATION.all(),
                    BalancerFamilies.POLICY.all(),
                    BalancerFamilies.OPENTELEMETRY.all(),
                    List.of(
                            MESH_CONTROL_CONNECTED,
                            MESH_CONTROL_STALE_SECONDS,
                            MESH_CONTROL_RECONNECTS_TOTAL,
                            MESH_OUTBOUND_HTTP_BREAKER_TRIPS_TOTAL,
                            MESH_METRICS_OVERFLOW_TOTAL,
                            MESH_ACCESS_LOG_DROPPED_TOTAL,
                            TraceFamilies.DROPPED_TOTAL,
                            MESH_REDIRECTION_POSSIBLE,
                            PROXY_BUILD_INFO,
                            PROCESS_START_TIME_SECONDS,
                            PROCESS_CLOCK_TIME_SECONDS,
                            PROCESS_UPTIME_SECONDS_TOTAL,
                            PROCESS_CPU_SECONDS_TOTAL,
                            PROCESS_VIRTUAL_MEMORY_BYTES,
                            PROCESS_RESIDENT_MEMORY_BYTES,
                            PROCESS_OPEN_FDS,
                            PROCESS_MAX_FDS,
                            PROCESS_THREADS))
            .flatMap(List::stream)
            .toList();

    private ProxyMetrics() {}

    /** A histogram of durations in milliseconds, as old dashboards have it. */
    static Family latency(String name, String help) {
        return Family.histogram(name, help, true, NANOS_PER_MILLI, LATENCY_BOUNDS_MS);
    }

    /** All families, in the order of exposition. */
    public static List<Family> all() {
        return ALL;
    }
}
