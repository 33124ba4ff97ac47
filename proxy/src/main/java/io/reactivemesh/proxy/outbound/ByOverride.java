package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Service;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Routes the requests of one connection of an ingress controller: {@code l5d-dst-override} says whom each is for, and without one it goes
 * where the controller has connected to. Event loop only.
 */
final class ByOverride implements Service<HttpCall> {

    private static final String OVERRIDE = "l5d-dst-override";

    private final Service<HttpCall> named;
    private final Supplier<Service<HttpCall>> original;
    private @Nullable Service<HttpCall> originalInUse;

    /**
     * Creates the router of a connection.
     *
     * @param named routes by what the header says
     * @param original looks up where the connection was going; asked once, when a request wants to go there
     */
    ByOverride(Service<HttpCall> named, Supplier<Service<HttpCall>> original) {
        this.named = named;
        this.original = original;
    }

    @Override
    public void call(HttpCall call) {
        if (call.request().header(OVERRIDE) != null) {
            named.call(call);
            return;
        }
        Service<HttpCall> next = originalInUse;
        if (next == null) {
            next = original.get();
            originalInUse = next;
        }
        next.call(call);
    }
}
