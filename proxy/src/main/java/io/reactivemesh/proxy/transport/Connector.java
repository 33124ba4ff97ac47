package io.reactivemesh.proxy.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.reactivemesh.proxy.stack.Refusal;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections on one event loop. Refuses those that would lead a proxy back to itself.
 *
 * <p>Event loop only.
 */
public final class Connector {

    /** Told how an attempt ended, on the event loop. */
    interface Outcome {

        /** The connection is there. */
        void connected();

        /** There is none, for this reason. */
        void failed(Throwable cause);
    }

    private final EventLoop eventLoop;
    private final Bootstrap bootstrap;
    private final Function<InetSocketAddress, @Nullable String> guard;

    /**
     * Creates a connector.
     *
     * @param timeout longest wait for the TCP handshake
     * @param guard why an address must not be connected to, or null when it may
     */
    public Connector(
            Loop loop, Bootstrap options, Duration timeout, Function<InetSocketAddress, @Nullable String> guard) {
        this.eventLoop = loop.eventLoop();
        this.bootstrap = options.clone()
                .group(eventLoop)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(Math.max(1, timeout.toMillis())));
        this.guard = guard;
    }

    /**
     * Starts an attempt.
     *
     * @param handler the one handler of the new connection
     */
    void connect(InetSocketAddress address, ChannelHandler handler, Outcome outcome) {
        String reason = guard.apply(address);
        if (reason != null) {
            outcome.failed(new ConnectException(reason));
            return;
        }
        // Not within a turn of the event loop: a new socket would get the number of one that was closed in it, and be
        // told of events that
        // the turn still holds for that one.
        eventLoop.execute(() -> attempt(address, handler, outcome));
    }

    private void attempt(InetSocketAddress address, ChannelHandler handler, Outcome outcome) {
        ChannelFuture attempt = bootstrap.clone().handler(handler).connect(address);
        attempt.addListener(done -> {
            if (done.isSuccess()) {
                outcome.connected();
            } else {
                outcome.failed(done.cause());
            }
        });
    }

    /** What the client is told of a failed attempt. */
    static Refusal refusal(Throwable cause) {
        return cause instanceof ConnectTimeoutException ? Refusal.CONNECT_TIMEOUT : Refusal.BAD_GATEWAY;
    }
}
