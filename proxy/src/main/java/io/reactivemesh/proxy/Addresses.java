package io.reactivemesh.proxy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** The grammar of addresses and names in configuration. Nothing here asks a resolver. */
public final class Addresses {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");

    private Addresses() {}

    /**
     * Reads an IP address.
     *
     * @throws IllegalArgumentException when it is not one
     */
    static InetAddress literal(String text) {
        if (IPV4.matcher(text).matches() || IPV6.matcher(text).matches()) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("an IP address", e);
            }
        }
        throw new IllegalArgumentException("an IP address");
    }

    /**
     * Reads {@code ip:port} or {@code [v6]:port}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static InetSocketAddress socket(String text) {
        HostPort parts = hostPort(text);
        return new InetSocketAddress(literal(parts.host()), parts.port());
    }

    /**
     * Splits {@code host:port}; brackets around an IPv6 host are taken off.
     *
     * @throws IllegalArgumentException when the port is missing or the host is neither an IP address nor a DNS name
     */
    static HostPort hostPort(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("host:port");
        }
        int port = port(text.substring(colon + 1));
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            String bare = host.substring(1, host.length() - 1);
            if (literal(bare) instanceof Inet4Address && bare.indexOf(':') < 0) {
                throw new IllegalArgumentException("an IPv6 address in the brackets");
            }
            return new HostPort(bare, port);
        }
        if (!IPV4.matcher(host).matches() && !isDnsName(host)) {
            throw new IllegalArgumentException("host:port, an IPv6 host in brackets");
        }
        return new HostPort(host, port);
    }

    static int port(String text) {
        return decimal(text, 65535);
    }

    static int decimal(String text, int max) {
        if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("a number of 0 to " + max);
        }
        long value = Long.parseLong(text);
        if (value > max) {
            throw new IllegalArgumentException("a number of 0 to " + max);
        }
        return (int) value;
    }

    /** Whether a text is a DNS name: labels between dots, the last one not all digits, a trailing dot allowed. */
    public static boolean isDnsName(String text) {
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (bare.isEmpty() || bare.length() > 253) {
            return false;
        }
        String[] labels = bare.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return !labels[labels.length - 1].chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static boolean isLoopbackLiteral(String host) {
        boolean numeric = IPV4.matcher(host).matches() || IPV6.matcher(host).matches();
        return numeric && literal(host).isLoopbackAddress();
    }

    /**
     * A host and a port.
     *
     * @param host without brackets
     */
    record HostPort(String host, int port) {}
}
