package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.Authority;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.RequestHead;
import io.reactivemesh.proxy.stack.RequestHead.Naming;
import io.reactivemesh.proxy.stack.Service;
import org.jspecify.annotations.Nullable;

/**
 * Finds the service profiles of one connection's requests: by {@code l5d-dst-canonical}, which a client's proxy sets, else by the
 * authority. Remembers the last, as a connection rarely changes it. Event loop only.
 */
final class ByProfile implements Layer<HttpCall> {

    private final InboundProfiles profiles;
    private @Nullable String lastName;
    private @Nullable InboundProfile last;

    ByProfile(InboundProfiles profiles) {
        this.profiles = profiles;
    }

    @Override
    public Service<HttpCall> over(Service<HttpCall> below) {
        return call -> {
            InboundProfile profile = profileOf(call.request());
            if (profile == null) {
                below.call(call);
            } else {
                profile.call(call, below);
            }
        };
    }

    private @Nullable InboundProfile profileOf(RequestHead request) {
        boolean fresh = last == null || !last.isClosed();
        if (lastName != null && fresh && request.isFor(Naming.CANONICAL, lastName)) {
            return last;
        }
        String name = request.destination(Naming.CANONICAL);
        String authority = request.authority();
        Authority destination = name == null || name.equals(authority) ? parse(name) : InboundProfiles.canonical(name);
        if (destination == null) {
            // A header that makes no sense is passed over.
            destination = parse(authority);
            name = null;
        }
        InboundProfile found = null;
        if (destination != null && profiles.allows(destination)) {
            found = profiles.of(destination);
            // What was not looked up for want of room is tried again.
            name = found == null ? null : name;
        }
        lastName = name;
        last = found;
        return found;
    }

    private static @Nullable Authority parse(@Nullable String authority) {
        return authority == null ? null : Authority.parse(authority);
    }
}
