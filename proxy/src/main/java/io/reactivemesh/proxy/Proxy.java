package io.reactivemesh.proxy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.inbound.Inbound;
import io.reactivemesh.proxy.outbound.Outbound;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.OriginalDestination;
import io.reactivemesh.proxy.transport.Sockets;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The data path of one proxy: build, {@link #start}, serve, {@link #drain}.
 *
 * <p>Any thread. It owns its event loops; discovery, meters and telemetry belong to the caller.
 */
public final class Proxy {

    /**
     * Where a proxy listens, as bound.
     *
     * @param outbound in the order of the configuration
     * @param inbound the proxy's own port, then the bindings
     */
    public record BoundAddresses(List<InetSocketAddress> outbound, List<InetSocketAddress> inbound) {

        /** Copies the lists. */
        public BoundAddresses {
            outbound = List.copyOf(outbound);
            inbound = List.copyOf(inbound);
        }
    }

    private static final Duration DRAIN_POLL = Duration.ofMillis(10);

    private final Sockets sockets;
    private final List<Loop> loops = new ArrayList<>();
    private final Outbound outbound;
    private final Inbound inbound;
    private final AtomicBoolean drained = new AtomicBoolean();

    /** Builds a proxy that learns original destinations from the kernel. */
    public Proxy(ProxyConfig config, Metrics metrics, Discovery discovery, Telemetry telemetry) {
        this(
                config,
                metrics,
                discovery,
                telemetry,
                Sockets.open(config.lifecycle().workers()),
                OriginalDestination.fromKernel());
    }

    /**
     * Builds a proxy.
     *
     * @param sockets owned by the proxy from here on
     * @param originalDestination tells redirected connections from others
     */
    public Proxy(
            ProxyConfig config,
            Metrics metrics,
            Discovery discovery,
            Telemetry telemetry,
            Sockets sockets,
            OriginalDestination originalDestination) {
        this.sockets = sockets;
        for (EventExecutor executor : sockets.group()) {
            loops.add(new Loop((EventLoop) executor, System::nanoTime, InstantSource.system()));
        }
        this.outbound = new Outbound(config, metrics, telemetry, discovery, sockets, originalDestination, loops);
        this.inbound = new Inbound(config, metrics, telemetry, discovery, sockets, originalDestination, loops);
    }

    /**
     * Binds all listeners and serves.
     *
     * @throws java.io.UncheckedIOException naming the address that cannot be bound
     */
    public void start() {
        inbound.start();
        outbound.start();
    }

    /** Where it listens. */
    public BoundAddresses boundAddresses() {
        return new BoundAddresses(List.copyOf(outbound.addresses()), inbound.addresses());
    }

    /**
     * Stops accepting, finishes what is going on, and closes. HTTP/1 connections end after their present request, idle ones at
     * once; relayed connections and tunnels may go on until the deadline. Blocks; not to be called on an event loop. Idempotent.
     *
     * @return whether all connections had ended before the deadline
     */
    public boolean drain(Duration deadline) {
        if (drained.getAndSet(true)) {
            return true;
        }
        outbound.close();
        inbound.close();
        CompletableFuture<?>[] ended = loops.stream().map(Proxy::end).toArray(CompletableFuture<?>[]::new);
        boolean finished = await(CompletableFuture.allOf(ended), deadline);
        loops.forEach(loop -> loop.eventLoop().execute(loop::closeAll));
        outbound.release();
        inbound.release();
        sockets.close();
        return finished;
    }

    private static CompletableFuture<?> end(Loop loop) {
        CompletableFuture<?> done = new CompletableFuture<>();
        loop.eventLoop().execute(() -> {
            loop.drain();
            completeWhenEmpty(loop, done);
        });
        return done;
    }

    private static void completeWhenEmpty(Loop loop, CompletableFuture<?> done) {
        if (loop.openConnections() == 0) {
            done.complete(null);
        } else if (!done.isDone()) {
            Runnable _ = loop.schedule(() -> completeWhenEmpty(loop, done), DRAIN_POLL);
        }
    }

    private static boolean await(CompletableFuture<Void> all, Duration deadline) {
        try {
            all.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("drain: failed", e.getCause());
        }
    }
}
