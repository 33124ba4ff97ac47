package io.reactivemesh.proxy.outbound;

import io.netty.bootstrap.Bootstrap;
import io.reactivemesh.proxy.transport.Connector;
import io.reactivemesh.proxy.transport.Loop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How one event loop connects to endpoints without leading traffic back into its own proxy.
 *
 * <p>Behind redirection a loopback address is always ourselves. Without it workloads may well live on loopback addresses, and
 * only our own listeners are out of bounds.
 */
final class OutboundConnectors {

    private final Connector redirected;
    private final Connector named;

    /**
     * Creates both connectors.
     *
     * @param own addresses that this proxy accepts outbound connections on, as bound
     */
    OutboundConnectors(Loop loop, Bootstrap options, Duration timeout, Supplier<Collection<InetSocketAddress>> own) {
        this.redirected = new Connector(loop, options, timeout, OutboundConnectors::loopback);
        this.named = new Connector(
                loop,
                options,
                timeout,
                address -> own.get().contains(address) ? "outbound proxy cannot connect to itself" : null);
    }

    private static @Nullable String loopback(InetSocketAddress address) {
        return address.getAddress().isLoopbackAddress()
                ? "outbound proxy cannot initiate connections on the loopback interface"
                : null;
    }

    Connector of(boolean isRedirected) {
        return isRedirected ? redirected : named;
    }
}
