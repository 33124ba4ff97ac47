package io.reactivemesh.proxy;

import static io.reactivemesh.proxy.EnvironmentFixture.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.ProxyConfig.AccessLog;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.Binding;
import io.reactivemesh.proxy.ProxyConfig.DefaultPolicy;
import io.reactivemesh.proxy.ProxyConfig.Http2;
import io.reactivemesh.proxy.ProxyConfig.Side;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One row for each variable: what holds without it, and what its value becomes. */
class ProxyConfigTest {

    private static final Duration MS_7 = Duration.ofMillis(7);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"listeners", "process", "policy", "control", "outboundSide", "inboundSide", "http2"})
    void eachVariableHasADefaultAndIsRead(Row row) {
        assertThat(row.reader().apply(parse())).as("default").isEqualTo(row.otherwise());

        assertThat(row.reader().apply(parse(row.name(), row.text()))).isEqualTo(row.value());
    }

    static Stream<Row> listeners() {
        return Stream.of(
                row(
                        "OUTBOUND_LISTEN_ADDRS",
                        "127.0.0.1:1,[::1]:2",
                        c -> c.listeners().outbound(),
                        List.of(address("127.0.0.1", 4140)),
                        List.of(address("127.0.0.1", 1), address("::1", 2))),
                row(
                        "OUTBOUND_LISTEN_ADDR",
                        "127.0.0.2:1",
                        c -> c.listeners().outbound(),
                        List.of(address("127.0.0.1", 4140)),
                        List.of(address("127.0.0.2", 1))),
                row(
                        "INBOUND_LISTEN_ADDR",
                        "[::]:1",
                        c -> c.listeners().inbound(),
                        address("0.0.0.0", 4143),
                        address("::", 1)),
                row(
                        "CONTROL_LISTEN_ADDR",
                        "0.0.0.0:1",
                        c -> c.listeners().control(),
                        address("0.0.0.0", 4190),
                        address("0.0.0.0", 1)),
                row(
                        "ADMIN_LISTEN_ADDR",
                        "0.0.0.0:1",
                        c -> c.listeners().admin(),
                        address("127.0.0.1", 4191),
                        address("0.0.0.0", 1)),
                row(
                        "MESH_PROXY_INBOUND_BINDINGS",
                        "127.9.0.1:8080=127.9.0.1:18080, 127.9.0.1:81=[::1]:82",
                        c -> c.listeners().inboundBindings(),
                        List.of(),
                        List.of(
                                new Binding(address("127.9.0.1", 8080), address("127.9.0.1", 18080)),
                                new Binding(address("127.9.0.1", 81), address("::1", 82)))),
                row(
                        "OUTBOUND_TCP_LISTEN_BACKLOG",
                        "12",
                        c -> c.listeners().outboundBacklog(),
                        OptionalInt.empty(),
                        OptionalInt.of(12)),
                row(
                        "INBOUND_TCP_LISTEN_BACKLOG",
                        "12",
                        c -> c.listeners().inboundBacklog(),
                        OptionalInt.empty(),
                        OptionalInt.of(12)));
    }

    static Stream<Row> process() {
        return Stream.of(
                row(
                        "SHUTDOWN_GRACE_PERIOD",
                        "7ms",
                        c -> c.lifecycle().shutdownGracePeriod(),
                        Duration.ofMinutes(2),
                        MS_7),
                row("SHUTDOWN_ENDPOINT_ENABLED", "true", c -> c.lifecycle().shutdownEndpoint(), false, true),
                row("METRICS_RETAIN_IDLE", "7ms", c -> c.lifecycle().metricsRetainIdle(), Duration.ofMinutes(10), MS_7),
                row("CORES", "3", c -> c.lifecycle().workers(), 1, 3),
                row("CORES_MIN", "3", c -> c.lifecycle().workers(), 1, 3),
                row("CORES_MAX", "3", c -> c.lifecycle().workers(), 1, 3),
                row("CORES_MAX_RATIO", "0.5", c -> c.lifecycle().workers(), 1, 4),
                row("TAP_SVC_NAME", "tap.id", c -> c.lifecycle().tapName(), null, "tap.id"),
                row("LOG", "debug", c -> c.logging().directives(), "warn,linkerd=info,hickory=error", "debug"),
                row("LOG_FORMAT", "json", c -> c.logging().json(), false, true),
                row("ACCESS_LOG", "apache", c -> c.logging().access(), null, AccessLog.APACHE),
                row("INGRESS_MODE", "true", c -> c.outboundHttp().ingressMode(), false, true),
                row("INGRESS_MODE", "true", c -> c.outboundHttp().informationalHeaders(), true, false),
                row(
                        "OUTBOUND_DISABLE_INFORMATIONAL_HEADERS",
                        "true",
                        c -> c.outboundHttp().informationalHeaders(),
                        true,
                        false),
                row(
                        "OUTBOUND_METRICS_HOSTNAME_LABELS",
                        "true",
                        c -> c.outboundHttp().hostnameLabels(),
                        false,
                        true));
    }

    static Stream<Row> policy() {
        return Stream.of(
                row(
                        "INBOUND_DEFAULT_POLICY",
                        "deny",
                        c -> c.inboundPolicy().defaultPolicy(),
                        DefaultPolicy.ALL_UNAUTHENTICATED,
                        DefaultPolicy.DENY),
                row(
                        "POLICY_CLUSTER_NETWORKS",
                        "10.0.0.0/8, ,fd00::/8",
                        c -> c.inboundPolicy().clusterNetworks(),
                        List.of(),
                        List.of(IpNetwork.parse("10.0.0.0/8"), IpNetwork.parse("fd00::/8"))),
                row(
                        "INBOUND_PORTS",
                        "80,81-82",
                        c -> c.inboundPolicy().ports(),
                        PortSet.NONE,
                        PortSet.parse("80,81,82")),
                row(
                        "INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION",
                        "25",
                        c -> c.inboundPolicy().opaquePorts(),
                        PortSet.NONE,
                        PortSet.parse("25")),
                row(
                        "INBOUND_IPS",
                        "10.0.0.1,fd00::1",
                        c -> c.inboundPolicy().ips(),
                        Set.of(),
                        Set.of(ip("10.0.0.1"), ip("fd00::1"))),
                row(
                        "INBOUND_GATEWAY_SUFFIXES",
                        "svc.cluster.local.",
                        c -> c.inboundPolicy().gatewaySuffixes(),
                        NameSuffixes.NONE,
                        NameSuffixes.parse("svc.cluster.local")),
                row(
                        "INBOUND_METRICS_AUTHORITY_LABELS",
                        "unsafe",
                        c -> c.inboundPolicy().authorityLabels(),
                        false,
                        true));
    }

    static Stream<Row> control() {
        return Stream.of(
                row("DESTINATION_CONTEXT", "{}\n", c -> c.destinations().context(), "", "{}\n"),
                row(
                        "DESTINATION_PROFILE_SUFFIXES",
                        ".",
                        c -> c.destinations().profileSuffixes(),
                        NameSuffixes.parse("svc.cluster.local."),
                        NameSuffixes.parse(".")),
                row(
                        "DESTINATION_PROFILE_NETWORKS",
                        "10.0.0.0/8",
                        c -> c.destinations().profileNetworks(),
                        List.of(),
                        List.of(IpNetwork.parse("10.0.0.0/8"))),
                row(
                        "DESTINATION_PROFILE_INITIAL_TIMEOUT",
                        "7ms",
                        c -> c.destinations().profileInitialTimeout(),
                        Duration.ofMillis(500),
                        MS_7),
                row("DNS_MIN_TTL", "7ms", c -> c.dns().minTtl(), null, MS_7),
                row("DNS_MAX_TTL", "7ms", c -> c.dns().maxTtl(), null, MS_7),
                row(
                        "TRACE_COLLECTOR_SVC_ADDR",
                        "localhost.:1",
                        ProxyConfig::tracing,
                        null,
                        new ProxyConfig.Tracing(new ControlAddress("localhost.", 1, null), Map.of())));
    }

    static Stream<Row> outboundSide() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(60), 0.1);
        return Stream.concat(
                side("OUTBOUND_", ProxyConfig::outbound, Duration.ofSeconds(1), Duration.ofSeconds(3), 5),
                Stream.of(
                        row("INBOUND_PORTS", "1", c -> c.outbound().connectBackoff(), backoff, backoff),
                        row(
                                "OUTBOUND_TCP_QUEUE_CAPACITY",
                                "7",
                                c -> c.outbound().tcpQueue().capacity(),
                                10_000,
                                7),
                        row(
                                "OUTBOUND_TCP_FAILFAST_TIMEOUT",
                                "7ms",
                                c -> c.outbound().tcpQueue().failfast(),
                                Duration.ofSeconds(3),
                                MS_7),
                        row(
                                "OUTBOUND_MAX_IDLE_CONNS_PER_ENDPOINT",
                                "7",
                                c -> c.outbound().pool().maxIdle(),
                                10_000,
                                7)));
    }

    static Stream<Row> inboundSide() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), 0.1);
        return Stream.concat(
                side("INBOUND_", ProxyConfig::inbound, Duration.ofMillis(300), Duration.ofSeconds(1), 90),
                Stream.of(
                        row("INBOUND_PORTS", "1", c -> c.inbound().connectBackoff(), backoff, backoff),
                        row(
                                "MAX_IDLE_CONNS_PER_ENDPOINT",
                                "7",
                                c -> c.inbound().pool().maxIdle(),
                                10_000,
                                7)));
    }

    private static Stream<Row> side(
            String p, Function<ProxyConfig, Side> side, Duration connect, Duration failfast, int idleSeconds) {
        return Stream.of(
                row(p + "ACCEPT_KEEPALIVE", "7ms", c -> side.apply(c).accept().keepAlive(), null, MS_7),
                row(
                        p + "ACCEPT_USER_TIMEOUT",
                        "7ms",
                        c -> side.apply(c).accept().userTimeout(),
                        null,
                        MS_7),
                row(p + "CONNECT_KEEPALIVE", "7ms", c -> side.apply(c).connect().keepAlive(), null, MS_7),
                row(
                        p + "CONNECT_USER_TIMEOUT",
                        "7ms",
                        c -> side.apply(c).connect().userTimeout(),
                        null,
                        MS_7),
                row(p + "CONNECT_TIMEOUT", "7ms", c -> side.apply(c).connectTimeout(), connect, MS_7),
                row(
                        p + "DETECT_TIMEOUT",
                        "365d",
                        c -> side.apply(c).detectTimeout(),
                        Duration.ofSeconds(10),
                        Duration.ofDays(365)),
                row(
                        p + "HTTP_QUEUE_CAPACITY",
                        "7",
                        c -> side.apply(c).httpQueue().capacity(),
                        10_000,
                        7),
                row(
                        p + "HTTP_FAILFAST_TIMEOUT",
                        "7ms",
                        c -> side.apply(c).httpQueue().failfast(),
                        failfast,
                        MS_7),
                row(
                        p + "HTTP1_CONNECTION_POOL_IDLE_TIMEOUT",
                        "7ms",
                        c -> side.apply(c).pool().idleTimeout(),
                        Duration.ofSeconds(3),
                        MS_7),
                row(p + "MAX_IN_FLIGHT", "7", c -> side.apply(c).maxInFlight(), 100_000, 7),
                row(
                        p + "DISCOVERY_IDLE_TIMEOUT",
                        "7ms",
                        c -> side.apply(c).discoveryIdleTimeout(),
                        Duration.ofSeconds(idleSeconds),
                        MS_7));
    }

    static Stream<Row> http2() {
        return Stream.concat(
                Stream.of(
                        row(
                                "HTTP2_INITIAL_STREAM_WINDOW_SIZE",
                                "7",
                                c -> c.http2Client().initialStreamWindowBytes(),
                                65_535,
                                7),
                        row(
                                "HTTP2_INITIAL_CONNECTION_WINDOW_SIZE",
                                "7",
                                c -> c.http2Client().initialConnectionWindowBytes(),
                                1_048_576,
                                7)),
                Stream.of("INBOUND", "OUTBOUND").flatMap(direction -> {
                    String p = direction + "_SERVER_HTTP2_";
                    Function<ProxyConfig, Http2> read =
                            c -> (direction.equals("INBOUND") ? c.inbound() : c.outbound()).http2Server();
                    OptionalInt none = OptionalInt.empty();
                    OptionalInt seven = OptionalInt.of(7);
                    return Stream.of(
                            row(
                                    p + "ADAPTIVE_FLOW_CONTROL",
                                    "true",
                                    c -> read.apply(c).adaptiveFlowControl(),
                                    false,
                                    true),
                            row(
                                    p + "MAX_CONCURRENT_STREAMS",
                                    "7",
                                    c -> read.apply(c).maxConcurrentStreams(),
                                    none,
                                    seven),
                            row(p + "MAX_FRAME_SIZE", "7", c -> read.apply(c).maxFrameBytes(), none, seven),
                            row(
                                    p + "MAX_HEADER_LIST_SIZE",
                                    "7",
                                    c -> read.apply(c).maxHeaderListBytes(),
                                    none,
                                    seven),
                            row(
                                    p + "MAX_PENDING_ACCEPT_RESET_STREAMS",
                                    "7",
                                    c -> read.apply(c).maxPendingAcceptResetStreams(),
                                    none,
                                    seven),
                            row(p + "MAX_SEND_BUF_SIZE", "7", c -> read.apply(c).maxSendBufferBytes(), none, seven));
                }));
    }

    static Row row(
            String name,
            String text,
            Function<ProxyConfig, @Nullable Object> reader,
            @Nullable Object otherwise,
            Object value) {
        return new Row(name, text, reader, otherwise, value);
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(ip(ip), port);
    }

    record Row(
            String name,
            String text,
            Function<ProxyConfig, @Nullable Object> reader,
            @Nullable Object otherwise,
            Object value) {

        @Override
        public String toString() {
            return name + "=" + text;
        }
    }
}
