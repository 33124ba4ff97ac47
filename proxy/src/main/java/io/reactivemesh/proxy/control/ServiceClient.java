package io.reactivemesh.proxy.control;

import com.google.protobuf.MessageLite;
import io.reactivemesh.proxy.grpc.GrpcMethod;
import io.reactivemesh.proxy.stack.GrpcCode;
import java.util.Set;

/** The watches on one service of the control plane: its connection, kept up, and the streams on it. Confined to the control loop. */
final class ServiceClient {

    private final ControlChannel channel;
    private final WatchStream.Settings settings;
    private final ControlLoop loop;

    /**
     * Creates a client that is not connected.
     *
     * @param channel not open yet
     * @param settings bounds of each stream, and the waits between calls that failed on a live connection
     */
    ServiceClient(ControlChannel channel, WatchStream.Settings settings, ControlLoop loop) {
        this.channel = channel;
        this.settings = settings;
        this.loop = loop;
    }

    /** Connects. Comes before anything else. */
    void open() {
        channel.open();
    }

    /**
     * A stream of answers to one request, not started.
     *
     * @param terminal the statuses after which it is not asked again
     */
    <Q extends MessageLite, R> WatchStream<Q, R> stream(
            GrpcMethod<Q, R> method, Q request, Set<GrpcCode> terminal, WatchStream.Watcher<R> watcher) {
        return new WatchStream<>(
                () -> channel.call(method), channel::connected, request, terminal, settings, loop.timers(), watcher);
    }

    void close() {
        channel.close();
    }
}
