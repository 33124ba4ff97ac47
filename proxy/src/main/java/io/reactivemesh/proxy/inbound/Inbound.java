package io.reactivemesh.proxy.inbound;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.ProxyConfig.Binding;
import io.reactivemesh.proxy.Telemetry;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.stack.Spans;
import io.reactivemesh.proxy.transport.Connector;
import io.reactivemesh.proxy.transport.Listener;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.OriginalDestination;
import io.reactivemesh.proxy.transport.Sockets;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/** The inbound side of a proxy: its listeners, and a stack for each event loop. Any thread. */
public final class Inbound implements AutoCloseable {

    private final ProxyConfig config;
    private final Sockets sockets;
    private final OriginalDestination originalDestination;
    private final Map<EventLoop, InboundStack> stacks = new HashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private volatile int ownPort = -1;

    /** Builds the stacks; nothing listens before {@link #start}. */
    public Inbound(
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
        RateLimits limits = new RateLimits(System::nanoTime);
        for (Loop loop : loops) {
            Connector connector = new Connector(
                    loop,
                    sockets.client(config.inbound().connect()),
                    config.inbound().connectTimeout(),
                    address ->
                            address.getPort() == ownPort ? "inbound connection must not target port " + ownPort : null);
            SplittableRandom random =
                    new SplittableRandom(ThreadLocalRandom.current().nextLong());
            Spans spans = telemetry.spans() == null
                    ? null
                    : new Spans("inbound", telemetry.spans(), loop.wallClock(), loop.clock(), random);
            stacks.put(
                    loop.eventLoop(),
                    new InboundStack(
                            config, loop, metrics, telemetry.accessLog(), spans, discovery, limits, connector, random));
        }
    }

    /** Binds the listeners and accepts. */
    public void start() {
        stacks.forEach((eventLoop, stack) -> eventLoop.execute(stack::start));
        Listener own = bind(config.listeners().inbound(), this::acceptRedirected);
        ownPort = own.addresses().getFirst().getPort();
        for (Binding binding : config.listeners().inboundBindings()) {
            var _ = bind(
                    binding.listen(),
                    (channel, listen) ->
                            stack(channel).accept(channel, new InboundTarget(listen, binding.target()), false));
        }
    }

    private Listener bind(InetSocketAddress address, Listener.Acceptor acceptor) {
        Listener listener = Listener.bind(
                sockets, config.inbound().accept(), config.listeners().inboundBacklog(), List.of(address), acceptor);
        listeners.add(listener);
        return listener;
    }

    private void acceptRedirected(SocketChannel channel, InetSocketAddress listen) {
        InetSocketAddress known = originalDestination.of(channel);
        InetSocketAddress original = known == null ? channel.localAddress() : known;
        boolean direct = original.getPort() == listen.getPort();
        stack(channel).accept(channel, InboundStack.redirected(original), direct);
    }

    private InboundStack stack(SocketChannel channel) {
        InboundStack stack = stacks.get(channel.eventLoop());
        if (stack == null) {
            throw new IllegalStateException("event loop: unknown (expected: one of this proxy's)");
        }
        return stack;
    }

    /** Where inbound connections are accepted, as bound: the proxy's own port first, then the bindings. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream()
                .flatMap(listener -> listener.addresses().stream())
                .toList();
    }

    /** Gives all endpoints up. After the last connection has gone. */
    public void release() {
        stacks.forEach((eventLoop, stack) -> eventLoop.submit(stack::close).awaitUninterruptibly());
    }

    /** Stops accepting; connections stay. */
    @Override
    public void close() {
        listeners.forEach(Listener::close);
    }
}
