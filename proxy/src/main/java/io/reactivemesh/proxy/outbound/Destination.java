package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.control.PolicyUpdate;
import io.reactivemesh.proxy.control.ProfileUpdate;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.TcpCall;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one event loop knows of one destination: its profile, its policy, and the stacks that its traffic takes. It is resolved
 * when both lookups have answered.
 *
 * <p>Lives as long as somebody uses it, and the idle time beyond. Confined to that loop.
 */
final class Destination {

    private static final Logger LOG = LoggerFactory.getLogger(Destination.class);

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
    private final LogicalStack<HttpTarget, HttpCall> http1;
    private final LogicalStack<HttpTarget, HttpCall> http2;
    private final LogicalStack<TcpTarget, TcpCall> tcp;
    private final LogicalStack<TcpTarget, TcpCall> tls;
    private final List<Consumer<Destination>> waiting = new ArrayList<>(1);
    private final List<Runnable> onClose = new ArrayList<>();
    private @Nullable ProfileUpdate profile;
    private @Nullable PolicyUpdate policy;
    private @Nullable Resolution resolution;

    Destination(
            Key key,
            Function<ResourceRef, ParentMeters> meters,
            LogicalStack<HttpTarget, HttpCall> http1,
            LogicalStack<HttpTarget, HttpCall> http2,
            LogicalStack<TcpTarget, TcpCall> tcp,
            LogicalStack<TcpTarget, TcpCall> tls) {
        this.key = key;
        this.meters = meters;
        this.http1 = http1;
        this.http2 = http2;
        this.tcp = tcp;
        this.tls = tls;
    }

    /** Adds something to be done on {@link #close}. */
    void onClose(Runnable task) {
        onClose.add(task);
    }

    /** Applies an answer of the profile lookup. */
    void update(ProfileUpdate update) {
        profile = update;
        resolve();
    }

    /** Applies an answer of the policy lookup. */
    void update(PolicyUpdate update) {
        policy = update;
        resolve();
    }

    private void resolve() {
        if (profile == null || policy == null) {
            return;
        }
        Resolution former = resolution;
        Resolution present = Resolution.of(profile, policy, key.port(), key.original());
        resolution = present;
        target(http1, present.http1(), former);
        target(http2, present.http2(), former);
        tcp.target(present.tcp());
        tls.target(present.tcp());
        List<Consumer<Destination>> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(each -> each.accept(this));
    }

    /** Requests on connections that began as HTTP go on as they did, should the policy speak of HTTP no longer. */
    private void target(
            LogicalStack<HttpTarget, HttpCall> stack, @Nullable HttpTarget target, @Nullable Resolution former) {
        if (target != null) {
            stack.target(target);
        } else if (former == null) {
            stack.target(new HttpTarget.Failing(resolution().parent(), Refusal.NO_ROUTE));
        } else {
            LOG.atInfo()
                    .addKeyValue(LogKeys.DESTINATION, key.path())
                    .log("Policy no longer speaks of HTTP; HTTP requests take the routes they had");
        }
    }

    private Resolution resolution() {
        return Objects.requireNonNull(resolution, "destination: not resolved yet");
    }

    /** Tells {@code consumer} as soon as discovery has answered, at once if it has. */
    void whenResolved(Consumer<Destination> consumer) {
        if (resolution != null) {
            consumer.accept(this);
        } else {
            waiting.add(consumer);
        }
    }

    /** What a connection is expected to speak; once it is resolved. */
    Resolution.Protocol protocol() {
        return resolution().protocol();
    }

    /** The meters of connections to what this presently is; once it is resolved. */
    ParentMeters meters() {
        return parents.computeIfAbsent(resolution().parent(), meters);
    }

    /** Where its HTTP/1 requests go. */
    Service<HttpCall> http1() {
        return http1.top();
    }

    /** Where its HTTP/2 requests go. */
    Service<HttpCall> http2() {
        return http2.top();
    }

    /** Where its relayed connections go. */
    Service<TcpCall> tcp() {
        return tcp.top();
    }

    /** Where its TLS connections go, by the server name that they ask for. */
    Service<TcpCall> tls() {
        return tls.top();
    }

    void close() {
        onClose.forEach(Runnable::run);
        http1.close();
        http2.close();
        tcp.close();
        tls.close();
        parents.values().forEach(ParentMeters::release);
        parents.clear();
    }
}
