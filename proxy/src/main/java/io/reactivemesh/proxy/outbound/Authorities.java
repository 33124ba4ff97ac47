package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.Authority;
import io.reactivemesh.proxy.stack.TargetLabels;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Reads the {@code host[:port]} of requests as destinations. Names are never resolved: discovery knows them, or nobody. */
final class Authorities {

    private static final int DEFAULT_PORT = 80;

    private Authorities() {}

    /** The destination of a redirected connection. */
    static Destination.Key of(InetSocketAddress original) {
        return new Destination.Key(TargetLabels.text(original), original.getPort(), original, true);
    }

    /**
     * The destination that an authority names.
     *
     * @param authority {@code host}, {@code host:port}, an IPv4 literal or an IPv6 one in brackets; the port is 80 unless given
     * @return null when it is none of these
     */
    static Destination.@Nullable Key parse(String authority) {
        Authority parsed = Authority.parse(authority);
        if (parsed == null) {
            return null;
        }
        int port = parsed.portOr(DEFAULT_PORT);
        if (parsed.address() == null) {
            return new Destination.Key(parsed.host() + ":" + port, port, null, false);
        }
        InetSocketAddress socket = new InetSocketAddress(parsed.address(), port);
        return new Destination.Key(TargetLabels.text(socket), port, socket, false);
    }

    /**
     * The name of the host that an authority names, in small letters and without its port and trailing dot.
     *
     * @return null when it names an address, nobody, or makes no sense
     */
    static @Nullable String hostname(@Nullable String authority) {
        Authority parsed = authority == null ? null : Authority.parse(authority);
        return parsed == null || parsed.address() != null ? null : parsed.host();
    }

    /**
     * The destination that an ingress controller names in the place of where it connects to.
     *
     * @param override {@code name} or {@code name:port}; the port is 80 unless given
     * @return null when it is neither: an address is where the ingress connects to anyway
     */
    static Destination.@Nullable Key ofOverride(String override) {
        Destination.Key key = parse(override);
        return key == null || key.original() != null ? null : new Destination.Key(key.path(), key.port(), null, true);
    }
}
