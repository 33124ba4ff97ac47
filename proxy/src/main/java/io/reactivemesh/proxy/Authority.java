package io.reactivemesh.proxy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@code host[:port]} that a client addressed. Never resolved: discovery knows names, or nobody does.
 *
 * @param host a name in small letters without a trailing dot, or the address as it was written, without brackets
 * @param port 1 to 65535; 0 = none was named
 * @param address the host, when it is an address; null = it is a name
 */
public record Authority(String host, int port, @Nullable InetAddress address) {

    private static final int MOST_CHARACTERS = 253;
    private static final int NO_PORT = 0;
    private static final int WRONG_PORT = -1;

    /**
     * Reads an authority.
     *
     * @param text {@code host}, {@code host:port}, an IPv4 literal or an IPv6 one in brackets
     * @return null when it is none of these
     */
    public static @Nullable Authority parse(String text) {
        String host = text;
        int port = NO_PORT;
        int colon = text.lastIndexOf(':');
        if (colon > text.lastIndexOf(']')) {
            host = text.substring(0, colon);
            port = port(text.substring(colon + 1));
        }
        if (port == WRONG_PORT) {
            return null;
        }
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        String bare = brackets ? host.substring(1, host.length() - 1) : host;
        if (brackets || NetUtil.isValidIpV4Address(host)) {
            InetAddress address = address(bare);
            return address == null ? null : new Authority(bare, port, address);
        }
        String name = name(host);
        return name == null ? null : new Authority(name, port, null);
    }

    /** The port, or this one when none was named. */
    public int portOr(int otherwise) {
        return port == NO_PORT ? otherwise : port;
    }

    private static @Nullable InetAddress address(String literal) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException _) {
            return null;
        }
    }

    /** The name in small letters without its trailing dot, or null when a character of it cannot stand in a name. */
    private static @Nullable String name(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        boolean legal = !name.isEmpty()
                && name.length() <= MOST_CHARACTERS
                && name.chars().allMatch(c -> c == '.' || c == '-' || c == '_' || isAsciiLetterOrDigit(c));
        return legal ? name.toLowerCase(Locale.ROOT) : null;
    }

    private static boolean isAsciiLetterOrDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int port(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return WRONG_PORT;
        }
        int port = Integer.parseInt(text);
        return port >= 1 && port <= 65_535 ? port : WRONG_PORT;
    }
}
