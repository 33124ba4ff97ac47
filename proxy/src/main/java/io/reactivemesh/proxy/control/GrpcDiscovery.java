package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.ControlAddress;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.Destinations;
import io.reactivemesh.proxy.ProxyConfig.Policy;
import io.reactivemesh.proxy.ProxyConfig.StreamLimits;
import io.reactivemesh.proxy.grpc.GrpcMethod;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import io.reactivemesh.wire.inbound.PortSpec;
import io.reactivemesh.wire.inbound.Server;
import io.reactivemesh.wire.outbound.OutboundPolicy;
import io.reactivemesh.wire.outbound.TrafficSpec;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Discovery by the Destination service, {@code Get} for endpoints and {@code GetProfile} for profiles, and by the policy service,
 * {@code OutboundPolicies.Watch} and {@code InboundServerPolicies.WatchPort}: one stream for each name however many watch it. All state belongs to one event loop; callbacks
 * run where the caller wants them.
 */
public final class GrpcDiscovery implements Discovery {

    /**
     * One service of the control plane.
     *
     * @param metrics counts what happens between us and it
     */
    public record Service(ControlAddress address, ControlMetrics metrics) {}

    /** A destination of traffic: a name, or an address. */
    private record Traffic(String path, @Nullable InetSocketAddress address) {}

    private final Destinations config;
    private final ControlLoop loop;
    private final ServiceClient destinationClient;
    private final @Nullable ServiceClient policyClient;
    private final LookupScope scope;
    private final WatchTable<String, Update, EndpointFold.Diff> endpoints;
    private final WatchTable<String, DestinationProfile, ProfileUpdate> profiles;
    private final @Nullable WatchTable<Traffic, OutboundPolicy, PolicyUpdate> policies;
    private final @Nullable WatchTable<Integer, Server, ServerPolicy> servers;

    /**
     * Begins to connect, and returns before.
     *
     * @param channels how to connect; its loop owns all state
     * @param destinations the Destination service
     * @param policies the policy service, present exactly if {@code policy} is
     * @param backoff between calls that failed on a live connection; up to a second also between attempts to connect
     * @param random jitter
     */
    public GrpcDiscovery(
            Destinations config,
            @Nullable Policy policy,
            Service destinations,
            @Nullable Service policies,
            ControlChannels channels,
            Backoff backoff,
            RandomGenerator random) {
        this.config = config;
        this.loop = channels.control();
        this.scope = new LookupScope(config.profileSuffixes(), config.profileNetworks());
        this.destinationClient = client(channels, destinations, config.limits(), backoff, random);
        this.endpoints = new WatchTable<>(
                this.loop,
                path -> new EndpointWatch(path, destinations.metrics()),
                (path, watcher) -> stream(ControlMethods.GET, path, watcher));
        this.profiles = new WatchTable<>(
                this.loop,
                path -> new ProfileWatch(path, destinations.metrics()),
                (path, watcher) -> stream(ControlMethods.GET_PROFILE, path, watcher));
        if (policy == null || policies == null) {
            this.policyClient = null;
            this.policies = null;
            this.servers = null;
        } else {
            StreamLimits limits = policy.address().loopback() ? StreamLimits.NONE : config.limits();
            ServiceClient client = client(channels, policies, limits, backoff, random);
            this.policyClient = client;
            this.policies = new WatchTable<>(
                    this.loop,
                    traffic -> new PolicyWatch(traffic.path(), policies.metrics()),
                    (traffic, watcher) -> client.stream(
                            ControlMethods.WATCH, spec(policy.workload(), traffic), PolicyWatch.TERMINAL, watcher));
            this.servers = new WatchTable<>(
                    this.loop,
                    port -> new ServerPolicyWatch(port, policies.metrics()),
                    (port, watcher) -> client.stream(
                            ControlMethods.WATCH_PORT,
                            PortSpec.newBuilder()
                                    .setWorkload(policy.workload())
                                    .setPort(port)
                                    .build(),
                            ServerPolicyWatch.TERMINAL,
                            watcher));
        }
        loop.execute(() -> {
            destinationClient.open();
            if (policyClient != null) {
                policyClient.open();
            }
        });
    }

    private static ServiceClient client(
            ControlChannels channels, Service service, StreamLimits limits, Backoff backoff, RandomGenerator random) {
        return new ServiceClient(
                channels.plaintext(service.address(), backoff, random, service.metrics()),
                new WatchStream.Settings(backoff, limits, random),
                channels.control());
    }

    @Override
    public Subscription watchProfile(String path, Executor executor, Consumer<ProfileUpdate> listener) {
        return scope.allows(path)
                ? profiles.subscribe(path, executor, listener)
                : answered(executor, listener, new ProfileUpdate.None());
    }

    /** Any address may be asked for; names only where they may be looked up at all, since clients choose them. */
    @Override
    public Subscription watchPolicy(
            String path, @Nullable InetSocketAddress address, Executor executor, Consumer<PolicyUpdate> listener) {
        return policies != null && (address != null || scope.allows(path))
                ? policies.subscribe(new Traffic(path, address), executor, listener)
                : answered(executor, listener, new PolicyUpdate.None());
    }

    private static <U> Subscription answered(Executor executor, Consumer<U> listener, U answer) {
        Subscriber<U> subscriber = new Subscriber<>(executor, listener);
        subscriber.tell(answer);
        return subscriber::close;
    }

    @Override
    public Subscription watchEndpoints(String authority, Executor executor, EndpointListener listener) {
        return endpoints.subscribe(
                authority, executor, diff -> listener.endpoints(diff.addedOrChanged(), diff.removed(), diff.exists()));
    }

    @Override
    public Subscription watchServer(int port, Executor executor, Consumer<ServerPolicy> listener) {
        return servers == null ? () -> {} : servers.subscribe(port, executor, listener);
    }

    @Override
    public void close() {
        loop.execute(() -> {
            endpoints.close();
            profiles.close();
            destinationClient.close();
            if (policies != null && servers != null && policyClient != null) {
                policies.close();
                servers.close();
                policyClient.close();
            }
        });
    }

    private <R> WatchStream<GetDestination, R> stream(
            GrpcMethod<GetDestination, R> method, String path, WatchStream.Watcher<R> watcher) {
        GetDestination request = GetDestination.newBuilder()
                .setPath(path)
                .setContextToken(config.context())
                .build();
        return destinationClient.stream(method, request, WatchStream.REFUSALS, watcher);
    }

    private static TrafficSpec spec(String workload, Traffic traffic) {
        TrafficSpec.Builder spec = TrafficSpec.newBuilder().setSourceWorkload(workload);
        return traffic.address() == null
                ? spec.setAuthority(traffic.path()).build()
                : spec.setAddr(EndpointMapping.toWire(traffic.address())).build();
    }
}
