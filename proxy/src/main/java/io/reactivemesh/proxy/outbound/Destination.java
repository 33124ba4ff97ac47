package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.control.ProfileUpdate;
import io.reactivemesh.proxy.control.ProfileUpdate.Profile;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.TcpCall;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop knows of one destination: its profile, and the stacks that its traffic takes.
 *
 * <p>Lives as long as somebody uses it, and the idle time beyond. Confined to that loop.
 */
final class Destination {

    /**
     * What names a destination.
     *
     * @param path as it is looked up, {@code host:port}
     * @param port the port in it
     * @param original the address, when it is one rather than a name
     * @param redirected whether the kernel brought the connection here, so that loopback addresses lead back to us
     */
    record Key(String path, int port, @Nullable InetSocketAddress original, boolean redirected) {}

    private final Key key;
    private final Function<ResourceRef, ParentMeters> meters;
    private final Map<ResourceRef, ParentMeters> parents = new HashMap<>(1);
    private final LogicalStack<HttpCall> http1;
    private final LogicalStack<HttpCall> http2;
    private final LogicalStack<TcpCall> tcp;
    private final List<Consumer<Destination>> waiting = new ArrayList<>(1);
    private final List<Runnable> onClose = new ArrayList<>();
    private ResourceRef parent = ResourceRef.UNKNOWN;
    private boolean resolved;
    private boolean opaque;

    Destination(
            Key key,
            Function<ResourceRef, ParentMeters> meters,
            LogicalStack<HttpCall> http1,
            LogicalStack<HttpCall> http2,
            LogicalStack<TcpCall> tcp) {
        this.key = key;
        this.meters = meters;
        this.http1 = http1;
        this.http2 = http2;
        this.tcp = tcp;
    }

    /** Adds something to be done on {@link #close}. */
    void onClose(Runnable task) {
        onClose.add(task);
    }

    /** Applies an answer of discovery. */
    void update(ProfileUpdate update) {
        Target target = Target.of(update, key.port(), key.original());
        parent = target.parent();
        opaque = update instanceof Profile profile && profile.opaque();
        http1.target(target);
        http2.target(target);
        tcp.target(target);
        resolved = true;
        List<Consumer<Destination>> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(each -> each.accept(this));
    }

    /** Tells {@code consumer} as soon as discovery has answered, at once if it has. */
    void whenResolved(Consumer<Destination> consumer) {
        if (resolved) {
            consumer.accept(this);
        } else {
            waiting.add(consumer);
        }
    }

    /** Whether bytes are to be relayed without looking at them. */
    boolean opaque() {
        return opaque;
    }

    /** The meters of connections to what this presently is. */
    ParentMeters meters() {
        return parents.computeIfAbsent(parent, meters);
    }

    /** Where its HTTP/1 requests go. */
    Service<HttpCall> http1() {
        return http1.top();
    }

    /** Where its HTTP/2 requests go. */
    Service<HttpCall> http2() {
        return http2.top();
    }

    /** Where its opaque connections go. */
    Service<TcpCall> tcp() {
        return tcp.top();
    }

    void close() {
        onClose.forEach(Runnable::run);
        http1.close();
        http2.close();
        tcp.close();
        parents.values().forEach(ParentMeters::release);
        parents.clear();
    }
}
