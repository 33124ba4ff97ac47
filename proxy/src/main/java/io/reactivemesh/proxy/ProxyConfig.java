package io.reactivemesh.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Everything a proxy can be told, as it was told by its environment: one record below for each concern. Immutable.
 *
 * @param outbound the path from the application to the network
 * @param inbound the path from the network to the application
 * @param identity who this proxy is; null = it runs without mesh TLS
 * @param policy where inbound policy comes from; null = the default policy alone applies
 * @param tracing where spans go; null = nowhere
 * @param warnings what was passed over or assumed while reading, to be said at start-up
 */
public record ProxyConfig(
        Listeners listeners,
        Lifecycle lifecycle,
        Logging logging,
        Side outbound,
        Side inbound,
        OutboundHttp outboundHttp,
        InboundPolicy inboundPolicy,
        Http2 http2Client,
        Destinations destinations,
        @Nullable Policy policy,
        @Nullable Identity identity,
        Dns dns,
        @Nullable Tracing tracing,
        List<String> warnings) {

    /** How long detection may take unless somebody says otherwise. */
    public static final Duration DEFAULT_DETECT_TIMEOUT = Duration.ofSeconds(10);

    /** Copies the warnings. */
    public ProxyConfig {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads a configuration.
     *
     * @param environment variable names to values
     * @param availableCores processors of this machine, 1 or more
     * @throws InvalidConfiguration naming every variable that is wrong
     */
    public static ProxyConfig parse(Map<String, String> environment, int availableCores) {
        return ProxyEnvironment.parse(environment, availableCores);
    }

    /**
     * Where connections are accepted.
     *
     * @param outbound one or two addresses that share one stack
     * @param control the tap server's
     * @param inboundBindings listeners for workloads whose traffic is not redirected; empty with redirection
     * @param outboundBacklog as {@code listen(2)} wants it, empty = the system's
     * @param inboundBacklog as {@code listen(2)} wants it, empty = the system's
     */
    public record Listeners(
            List<InetSocketAddress> outbound,
            InetSocketAddress inbound,
            InetSocketAddress control,
            InetSocketAddress admin,
            List<Binding> inboundBindings,
            OptionalInt outboundBacklog,
            OptionalInt inboundBacklog) {

        /** Copies the lists. */
        public Listeners {
            outbound = List.copyOf(outbound);
            inboundBindings = List.copyOf(inboundBindings);
        }
    }

    /**
     * An inbound listener that stands for an address of the application.
     *
     * @param listen where connections are accepted, and their original destination
     * @param target where the application listens
     */
    public record Binding(InetSocketAddress listen, InetSocketAddress target) {}

    /**
     * The process.
     *
     * @param shutdownGracePeriod longest drain
     * @param shutdownEndpoint whether {@code POST /shutdown} is honoured
     * @param metricsRetainIdle how long an idle series is shown
     * @param workers event loops
     * @param tapName identity that may tap, null = tap is off
     */
    public record Lifecycle(
            Duration shutdownGracePeriod,
            boolean shutdownEndpoint,
            Duration metricsRetainIdle,
            int workers,
            @Nullable String tapName) {}

    /**
     * What is written to standard output.
     *
     * @param directives comma separated {@code level} or {@code target=level}
     * @param json one JSON object a line instead of text
     * @param access access log, null = off
     */
    public record Logging(
            String directives, boolean json, @Nullable AccessLog access) {

        /** Whether nothing is written, now or later. */
        public boolean isOff() {
            return directives.strip().equalsIgnoreCase("off");
        }
    }

    /** Shapes of an access log line. */
    public enum AccessLog {
        /** Apache's common log format with additions. */
        APACHE,
        /** One object a line. */
        JSON
    }

    /**
     * What both directions have: sockets, pools, queues and times.
     *
     * @param accept options of accepted sockets
     * @param connect options of connecting sockets
     * @param connectTimeout TCP connect, and TLS handshake on the outbound side
     * @param connectBackoff between attempts to reach an endpoint again, and between attempts to watch
     * @param detectTimeout protocol detection
     * @param httpQueue requests waiting for a ready endpoint
     * @param tcpQueue connections waiting for a ready endpoint; outbound only, inbound it equals {@code httpQueue}
     * @param pool idle HTTP/1 connections to one endpoint
     * @param maxInFlight requests in one HTTP stack, more are shed
     * @param discoveryIdleTimeout when unused discovery, policy and HTTP stacks are dropped
     * @param http2Server settings for served HTTP/2 connections
     */
    public record Side(
            Socket accept,
            Socket connect,
            Duration connectTimeout,
            Backoff connectBackoff,
            Duration detectTimeout,
            Queue httpQueue,
            Queue tcpQueue,
            Pool pool,
            int maxInFlight,
            Duration discoveryIdleTimeout,
            Http2 http2Server) {}

    /**
     * Options of a TCP socket.
     *
     * @param keepAlive idle time before the first probe, null = off
     * @param userTimeout how long sent data may stay unacknowledged, null = the system's
     */
    public record Socket(
            @Nullable Duration keepAlive, @Nullable Duration userTimeout) {}

    /**
     * Exponentially growing waits.
     *
     * @param min first wait
     * @param max longest wait before jitter
     * @param jitter share of the wait that is added at random, 0 or more
     */
    public record Backoff(Duration min, Duration max, double jitter) {

        /** Checks the ranges. */
        public Backoff {
            if (min.isNegative() || min.isZero() || max.compareTo(min) < 0) {
                throw new IllegalArgumentException("backoff: " + min + ".." + max + " (expected: 0 < MIN <= MAX)");
            }
            if (!(jitter >= 0 && jitter <= 100)) {
                throw new IllegalArgumentException("backoff jitter: " + jitter + " (expected: 0 to 100)");
            }
        }

        /**
         * The wait after a number of failures in a row.
         *
         * @param failures 1 for the first
         */
        public Duration delay(int failures, RandomGenerator random) {
            double doubled = min.toNanos() * Math.pow(2, Math.max(failures, 1) - 1);
            double base = Math.min(doubled, (double) max.toNanos());
            return Duration.ofNanos((long) (base * (1 + jitter * random.nextDouble())));
        }
    }

    /**
     * A bounded wait.
     *
     * @param capacity how many may wait
     * @param failfast how long before all who wait, and come, are refused
     */
    public record Queue(int capacity, Duration failfast) {}

    /**
     * Idle connections to one endpoint.
     *
     * @param maxIdle how many are kept
     * @param idleTimeout how long each is kept
     */
    public record Pool(int maxIdle, Duration idleTimeout) {}

    /**
     * HTTP/2 settings of one side of a connection; an empty one is the library's.
     *
     * @param adaptiveFlowControl windows follow the measured bandwidth-delay product
     * @param keepAlive PING interval, null = no pings
     * @param keepAliveTimeout how long an answer to a PING may take
     * @param keepAliveWhileIdle whether to ping when no stream is open, too
     * @param maxResetStreams streams reset here that are remembered, for what is still coming on them
     */
    public record Http2(
            int initialStreamWindowBytes,
            int initialConnectionWindowBytes,
            boolean adaptiveFlowControl,
            @Nullable Duration keepAlive,
            @Nullable Duration keepAliveTimeout,
            OptionalInt maxConcurrentStreams,
            OptionalInt maxFrameBytes,
            OptionalInt maxHeaderListBytes,
            OptionalInt maxPendingAcceptResetStreams,
            OptionalInt maxSendBufferBytes,
            boolean keepAliveWhileIdle,
            OptionalInt maxResetStreams) {

        /** Windows of these sizes, in bytes, and nothing else that anybody would have to say. */
        public static Http2 of(int stream, int connection) {
            OptionalInt none = OptionalInt.empty();
            return new Http2(stream, connection, false, null, null, none, none, none, none, none, false, none);
        }
    }

    /**
     * How outbound HTTP is treated.
     *
     * @param ingressMode targets come from {@code l5d-dst-override} alone, detection always runs
     * @param informationalHeaders whether {@code l5d-proxy-error} and {@code l5d-proxy-connection} are sent
     * @param hostnameLabels adds the request host to route metrics
     */
    public record OutboundHttp(boolean ingressMode, boolean informationalHeaders, boolean hostnameLabels) {}

    /**
     * What the inbound side admits before, and without, a policy of the control plane.
     *
     * @param ports watched from the start
     * @param opaquePorts not detected until the control plane says otherwise
     * @param ips original destinations that are accepted, and "local" for the outbound side; empty = any
     * @param gatewaySuffixes names the gateway accepts
     * @param authorityLabels adds the authority to request metrics
     */
    public record InboundPolicy(
            DefaultPolicy defaultPolicy,
            List<IpNetwork> clusterNetworks,
            PortSet ports,
            PortSet opaquePorts,
            Set<InetAddress> ips,
            NameSuffixes gatewaySuffixes,
            boolean authorityLabels) {

        /** Copies the collections. */
        public InboundPolicy {
            clusterNetworks = List.copyOf(clusterNetworks);
            ips = Set.copyOf(ips);
        }
    }

    /** Who may connect to a port that no policy speaks of. */
    public enum DefaultPolicy {
        /** Nobody. */
        DENY,
        /** Any meshed client. */
        ALL_AUTHENTICATED,
        /** Any client. */
        ALL_UNAUTHENTICATED,
        /** Meshed clients in the cluster's networks. */
        CLUSTER_AUTHENTICATED,
        /** Clients in the cluster's networks. */
        CLUSTER_UNAUTHENTICATED,
        /** Any client, and a log line says who would have been refused. */
        AUDIT;

        /** The spelling of configuration and labels. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Where and how destinations are looked up.
     *
     * @param context opaque token sent with each lookup
     * @param profileSuffixes names that may be looked up
     * @param profileNetworks addresses that may be looked up
     * @param profileInitialTimeout how long the inbound side waits for a first profile
     */
    public record Destinations(
            ControlAddress address,
            String context,
            NameSuffixes profileSuffixes,
            List<IpNetwork> profileNetworks,
            Duration profileInitialTimeout,
            StreamLimits limits) {

        /** Copies the networks. */
        public Destinations {
            profileNetworks = List.copyOf(profileNetworks);
        }
    }

    /**
     * Bounds on a control-plane stream; null = none.
     *
     * @param initial until the first message
     * @param idle between messages
     * @param lifetime altogether
     */
    public record StreamLimits(
            @Nullable Duration initial,
            @Nullable Duration idle,
            @Nullable Duration lifetime) {

        /** No limits. */
        public static final StreamLimits NONE = new StreamLimits(null, null, null);
    }

    /**
     * Where policies are watched.
     *
     * @param workload opaque token naming this proxy's workload
     */
    public record Policy(ControlAddress address, String workload) {}

    /**
     * Who this proxy is and who says so.
     *
     * @param address the certifying service, null when a SPIFFE agent certifies
     * @param trustAnchors PEM bundle, secret to nobody
     * @param id DNS name or URI
     * @param serverName SNI of this proxy
     * @param directory holds {@code key.p8} and {@code csr.der}; null with a SPIFFE agent
     * @param tokenFile bearer token; null with a SPIFFE agent
     * @param spireSocket Unix socket of a SPIFFE agent, null = none
     */
    public record Identity(
            @Nullable ControlAddress address,
            String trustAnchors,
            String id,
            String serverName,
            @Nullable Path directory,
            @Nullable Path tokenFile,
            @Nullable String spireSocket,
            Backoff spireBackoff,
            Duration minRefresh,
            Duration maxRefresh) {}

    /**
     * Where spans go.
     *
     * @param resource attributes of this proxy, besides those of its process; in order
     */
    public record Tracing(ControlAddress collector, Map<String, String> resource) {

        /** Copies the attributes. */
        public Tracing {
            resource = Collections.unmodifiableMap(new LinkedHashMap<>(resource));
        }
    }

    /**
     * Clamps for the lifetime of resolved names; null = none.
     */
    public record Dns(@Nullable Duration minTtl, @Nullable Duration maxTtl) {

        /** A lifetime within these bounds. */
        public Duration clamp(Duration ttl) {
            Duration raised = minTtl != null && ttl.compareTo(minTtl) < 0 ? minTtl : ttl;
            return maxTtl != null && raised.compareTo(maxTtl) > 0 ? maxTtl : raised;
        }
    }
}
