package io.reactivemesh.proxy.control;

import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.netty.channel.EventLoop;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.Destinations;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Discovery by the Destination service: {@code Get} for endpoints, {@code GetProfile} for profiles, one stream for each
 * name however many watch it. All state belongs to one event loop; callbacks run where the caller wants them.
 */
public final class GrpcDiscovery implements Discovery {

    private final Destinations config;
    private final ControlLoop loop;
    private final ControlChannel channel;
    private final LookupScope scope;
    private final WatchStream.Settings settings;
    private final WatchTable<Update, EndpointFold.Diff> endpoints;
    private final WatchTable<DestinationProfile, ProfileUpdate> profiles;

    /**
     * Begins to connect, and returns before: gRPC takes longer to load than everything else of a proxy together. Until
     * it is there, subscriptions wait.
     *
     * @param connect makes the channel to the service, its callbacks on {@code loop}; called on a thread of its own
     * @param backoff between calls that failed on a live connection; up to a second also between attempts to connect
     * @param loop owns all state
     * @param nanoTime monotonic clock in nanoseconds
     * @param random jitter
     */
    public GrpcDiscovery(
            Destinations config,
            Function<ControlMetrics, ManagedChannel> connect,
            Backoff backoff,
            EventLoop loop,
            LongSupplier nanoTime,
            RandomGenerator random,
            ControlMetrics metrics) {
        this.config = config;
        this.loop = new ControlLoop(loop, nanoTime);
        this.channel = new ControlChannel(backoff, random, this.loop, metrics);
        this.scope = new LookupScope(config.profileSuffixes(), config.profileNetworks());
        this.settings = new WatchStream.Settings(backoff, config.limits(), random);
        this.endpoints = new WatchTable<>(
                this.loop,
                path -> new EndpointWatch(path, metrics),
                (path, watcher) -> stream(DestinationGrpc.getGetMethod(), path, watcher));
        this.profiles = new WatchTable<>(
                this.loop,
                path -> new ProfileWatch(path, metrics),
                (path, watcher) -> stream(DestinationGrpc.getGetProfileMethod(), path, watcher));
        metrics.follow(this.channel::lostNanos);
        Thread.ofPlatform().daemon().name("control-start").start(() -> {
            ManagedChannel made = connect.apply(metrics);
            this.loop.open(() -> this.channel.open(made));
        });
    }

    @Override
    public Subscription watchProfile(String path, Executor executor, Consumer<ProfileUpdate> listener) {
        if (!scope.allows(path)) {
            Subscriber<ProfileUpdate> subscriber = new Subscriber<>(executor, listener);
            subscriber.tell(new ProfileUpdate.None());
            return subscriber::close;
        }
        return profiles.subscribe(path, executor, listener);
    }

    @Override
    public Subscription watchEndpoints(String authority, Executor executor, EndpointListener listener) {
        return endpoints.subscribe(
                authority, executor, diff -> listener.endpoints(diff.addedOrChanged(), diff.removed(), diff.exists()));
    }

    @Override
    public void close() {
        loop.execute(() -> {
            endpoints.close();
            profiles.close();
            channel.close();
        });
    }

    private <R> WatchStream<GetDestination, R> stream(
            MethodDescriptor<GetDestination, R> method, String path, WatchStream.Watcher<R> watcher) {
        GetDestination request = GetDestination.newBuilder()
                .setPath(path)
                .setContextToken(config.context())
                .build();
        return new WatchStream<>(
                () -> channel.call(method), channel::connected, request, settings, loop.timers(), watcher);
    }
}
