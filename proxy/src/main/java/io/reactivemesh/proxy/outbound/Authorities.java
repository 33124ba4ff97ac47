package io.reactivemesh.proxy.outbound;

import io.netty.util.NetUtil;
import io.reactivemesh.proxy.stack.TargetLabels;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
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
        String host = authority;
        int port = DEFAULT_PORT;
        int colon = authority.lastIndexOf(':');
        if (colon > authority.lastIndexOf(']')) {
            host = authority.substring(0, colon);
            port = port(authority.substring(colon + 1));
        }
        if (port < 0) {
            return null;
        }
        byte[] literal = literal(host);
        if (literal != null) {
            return literal(literal, port);
        }
        String name = name(host);
        return name == null ? null : new Destination.Key(name + ":" + port, port, null, false);
    }

    /**
     * The name of the host that an authority names, in small letters and without its port and trailing dot.
     *
     * @return null when it names an address, nobody, or makes no sense
     */
    static @Nullable String hostname(@Nullable String authority) {
        Destination.Key key = authority == null ? null : parse(authority);
        return key == null || key.original() != null
                ? null
                : key.path().substring(0, key.path().lastIndexOf(':'));
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

    private static byte @Nullable [] literal(String host) {
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        return brackets
                ? NetUtil.createByteArrayFromIpAddressString(host.substring(1, host.length() - 1))
                : NetUtil.isValidIpV4Address(host) ? NetUtil.createByteArrayFromIpAddressString(host) : null;
    }

    private static Destination.@Nullable Key literal(byte[] address, int port) {
        try {
            InetSocketAddress socket = new InetSocketAddress(InetAddress.getByAddress(address), port);
            return new Destination.Key(TargetLabels.text(socket), port, socket, false);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The name in small letters without its trailing dot, or null when a character of it cannot stand in a name. */
    private static @Nullable String name(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        boolean legal = !name.isEmpty()
                && name.length() <= 253
                && name.chars().allMatch(c -> c == '.' || c == '-' || c == '_' || isAsciiLetterOrDigit(c));
        return legal ? name.toLowerCase(Locale.ROOT) : null;
    }

    private static boolean isAsciiLetterOrDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int port(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int port = Integer.parseInt(text);
        return port >= 1 && port <= 65_535 ? port : -1;
    }
}
