package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Service;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Routes the requests of one connection that was not redirected: each says itself whom it is for.
 *
 * <p>Remembers the last destination, since a connection rarely changes it. Event loop only.
 */
final class ByAuthority implements Service<HttpCall> {

    private final Destinations destinations;
    private final Function<String, Destination.@Nullable Key> parse;
    private @Nullable String lastName;
    private @Nullable Destination last;

    /**
     * Creates the router of a connection.
     *
     * @param parse a header's value as a destination, null when it is none
     */
    ByAuthority(Destinations destinations, Function<String, Destination.@Nullable Key> parse) {
        this.destinations = destinations;
        this.parse = parse;
    }

    @Override
    public void call(HttpCall call) {
        if (last != null && lastName != null && call.request().isFor(lastName)) {
            last.http().call(call);
            return;
        }
        String name = call.request().destination();
        Destination.Key key = name == null ? null : parse.apply(name);
        if (name == null || key == null) {
            call.refuse(Refusal.NO_AUTHORITY);
            return;
        }
        Destination found = destinations.acquire(key);
        close();
        last = found;
        lastName = name;
        found.http().call(call);
    }

    /** Gives the last destination back. */
    void close() {
        if (last != null) {
            destinations.release(last);
            last = null;
        }
    }
}
