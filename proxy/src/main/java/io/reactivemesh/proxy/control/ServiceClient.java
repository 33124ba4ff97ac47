package io.reactivemesh.proxy.control;

import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.StreamLimits;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The watches on one service of the control plane: its connection, kept up, and the streams on it. Confined to the control loop. */
final class ServiceClient {

    private final ControlChannel channel;
    private final WatchStream.Settings settings;
    private final ControlLoop loop;

    /**
     * Creates a client that is not connected.
     *
     * @param backoff between calls that failed on a live connection; up to a second also between attempts to connect
     * @param limits bounds of each stream
     * @param random jitter
     */
    ServiceClient(
            Backoff backoff, StreamLimits limits, RandomGenerator random, ControlLoop loop, ControlMetrics metrics) {
        this.channel = new ControlChannel(backoff, random, loop, metrics);
        this.settings = new WatchStream.Settings(backoff, limits, random);
        this.loop = loop;
        metrics.follow(this.channel::lostNanos);
    }

    /** Connects. Comes before anything else. */
    void open(ManagedChannel made) {
        channel.open(made);
    }

    /**
     * A stream of answers to one request, not started.
     *
     * @param terminal the statuses after which it is not asked again
     */
    <Q, R> WatchStream<Q, R> stream(
            MethodDescriptor<Q, R> method, Q request, Set<Status.Code> terminal, WatchStream.Watcher<R> watcher) {
        return new WatchStream<>(
                () -> channel.call(method), channel::connected, request, terminal, settings, loop.timers(), watcher);
    }

    void close() {
        channel.close();
    }
}
