package io.reactivemesh.proxy.control;

import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane knows, as subscriptions. Any thread may call; each callback runs on the executor given with
 * it, in order, never after that subscription was closed on the same executor.
 *
 * <p>While the control plane is away a subscription stays silent: the caller's last value is the last good one. After a
 * reconnect only what has changed is told.
 */
public interface Discovery extends AutoCloseable {

    /**
     * Watches the profile of a destination. The first answer is told as soon as there is one, every later one when it
     * differs.
     *
     * @param path {@code host:port}, {@code ip:port} or {@code [v6]:port}; where lookups for it are not allowed the one
     *     answer is {@link ProfileUpdate.None}
     */
    Subscription watchProfile(String path, Executor loop, Consumer<ProfileUpdate> listener);

    /**
     * Watches the outbound policy of a destination. The first answer is told as soon as there is one, every later one when it
     * differs.
     *
     * @param path {@code host:port}, {@code ip:port} or {@code [v6]:port}; where lookups for it are not allowed, or nobody serves
     *     policies, the one answer is {@link PolicyUpdate.None}
     * @param address the address, when {@code path} is one rather than a name
     */
    Subscription watchPolicy(
            String path, @Nullable InetSocketAddress address, Executor loop, Consumer<PolicyUpdate> listener);

    /**
     * Watches the endpoints of a destination. The first callback carries the whole set, later ones the difference.
     *
     * @param authority {@code host:port} without a trailing dot
     */
    Subscription watchEndpoints(String authority, Executor loop, EndpointListener listener);

    /**
     * Watches the inbound policy of a port of this proxy's workload. Each answer that differs from the one before is told; while there is
     * none, and where nobody serves policies, nothing is.
     *
     * @param port of the application, as the client addressed it
     */
    Subscription watchServer(int port, Executor loop, Consumer<ServerPolicy> listener);

    /** Ends every subscription and the connection below. Idempotent. */
    @Override
    void close();

    /** A watch that can be ended. */
    interface Subscription extends AutoCloseable {

        /** Ends the watch. Idempotent; the stream behind it closes with its last watcher. */
        @Override
        void close();
    }
}
