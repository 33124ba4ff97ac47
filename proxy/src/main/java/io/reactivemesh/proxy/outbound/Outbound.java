package io.reactivemesh.proxy.outbound;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.Telemetry;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.stack.Spans;
import io.reactivemesh.proxy.transport.Listener;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.OriginalDestination;
import io.reactivemesh.proxy.transport.Sockets;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The outbound side of a proxy: its listeners, and a stack for each event loop. Any thread. */
public final class Outbound implements AutoCloseable {

    private final ProxyConfig config;
    private final Sockets sockets;
    private final OriginalDestination originalDestination;
    private final Map<EventLoop, OutboundStack> stacks = new HashMap<>();
    private volatile Collection<InetSocketAddress> addresses = List.of();
    private @Nullable Listener listener;

    /** Builds the stacks; nothing listens before {@link #start}. */
    public Outbound(
            ProxyConfig config,
            Metrics metrics,
            Telemetry telemetry,
            Discovery discovery,
            Sockets sockets,
            OriginalDestination originalDestination,
            Collection<Loop> loops) {
        this.config = config;
        this.sockets = sockets;
        this.originalDestination = originalDestination;
        for (Loop loop : loops) {
            OutboundConnectors connectors = new OutboundConnectors(
                    loop,
                    sockets.client(config.outbound().connect()),
                    config.outbound().connectTimeout(),
                    () -> addresses);
            OutboundMeters meters = new OutboundMeters(
                    metrics,
                    config.inboundPolicy().ips(),
                    Clock.systemUTC(),
                    config.outboundHttp().hostnameLabels(),
                    config.outboundHttp().ingressMode());
            SplittableRandom random =
                    new SplittableRandom(ThreadLocalRandom.current().nextLong());
            Spans spans = telemetry.spans() == null
                    ? null
                    : new Spans("outbound", telemetry.spans(), loop.wallClock(), loop.clock(), random);
            stacks.put(loop.eventLoop(), new OutboundStack(config, loop, meters, spans, connectors, discovery, random));
        }
    }

    /** Binds the listeners and accepts. */
    public void start() {
        Listener bound = Listener.bind(
                sockets,
                config.outbound().accept(),
                config.listeners().outboundBacklog(),
                config.listeners().outbound(),
                this::accept);
        listener = bound;
        addresses = List.copyOf(bound.addresses());
    }

    private void accept(SocketChannel channel, InetSocketAddress listen) {
        InetSocketAddress original = originalDestination.of(channel);
        boolean redirected = original != null && !original.equals(channel.localAddress());
        OutboundStack stack = stacks.get(channel.eventLoop());
        if (stack == null) {
            channel.close();
            return;
        }
        stack.accept(channel, listen, redirected ? original : null);
    }

    /** Where outbound connections are accepted, as bound. */
    public Collection<InetSocketAddress> addresses() {
        return addresses;
    }

    /** Stops accepting; connections stay. */
    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
    }

    /** Ends discovery and gives all endpoints up. After the last connection has gone. */
    public void release() {
        stacks.forEach((eventLoop, stack) -> eventLoop.submit(stack::close).awaitUninterruptibly());
    }
}
