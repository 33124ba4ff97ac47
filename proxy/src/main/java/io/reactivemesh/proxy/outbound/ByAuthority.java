package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.IdleCache;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.RequestHead;
import io.reactivemesh.proxy.stack.Service;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Routes the requests of one connection that was not redirected: each says itself whom it is for.
 *
 * <p>Remembers the last destination, since a connection rarely changes it. Event loop only.
 */
final class ByAuthority implements Service<HttpCall> {

    private final IdleCache<Destination.Key, Destination> destinations;
    private final Function<String, Destination.@Nullable Key> parse;
    private final Function<Destination, Service<HttpCall>> version;
    private @Nullable String lastName;
    private IdleCache<Destination.Key, Destination>.@Nullable Lease last;

    /**
     * Creates the router of a connection.
     *
     * @param parse a header's value as a destination, null when it is none
     * @param version the stack of a destination that speaks the connection's version of HTTP
     */
    ByAuthority(
            IdleCache<Destination.Key, Destination> destinations,
            Function<String, Destination.@Nullable Key> parse,
            Function<Destination, Service<HttpCall>> version) {
        this.destinations = destinations;
        this.parse = parse;
        this.version = version;
    }

    @Override
    public void call(HttpCall call) {
        if (last != null && lastName != null && call.request().isFor(RequestHead.Naming.OVERRIDE, lastName)) {
            version.apply(last.value()).call(call);
            return;
        }
        String name = call.request().destination(RequestHead.Naming.OVERRIDE);
        Destination.Key key = name == null ? null : parse.apply(name);
        if (name == null || key == null) {
            call.refuse(Refusal.NO_AUTHORITY);
            return;
        }
        IdleCache<Destination.Key, Destination>.Lease found = destinations.acquire(key);
        close();
        last = found;
        lastName = name;
        version.apply(found.value()).call(call);
    }

    /** Gives the last destination back. */
    void close() {
        if (last != null) {
            last.release();
            last = null;
        }
    }
}
