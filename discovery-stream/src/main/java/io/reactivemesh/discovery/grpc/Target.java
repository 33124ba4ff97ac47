package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import org.jspecify.annotations.Nullable;

/** What the {@code path} of a discovery request names. */
sealed interface Target {

    /**
     * A Service, or one of its endpoints.
     *
     * @param hostname null = the Service itself
     * @param host the name as it was asked, without port
     */
    record Named(ServiceId service, @Nullable String hostname, String host, int port) implements Target {}

    /** An IP address. */
    record Literal(Address address) implements Target {}

    /** The port of a path that names none. */
    int DEFAULT_PORT = 80;

    /**
     * Reads a path: {@code SVC.NS.svc.CD}, {@code HOSTNAME.SVC.NS.svc.CD}, {@code a.b.c.d} or {@code [v6]}, then {@code :PORT}, which
     * only a path without any colon may lack. Case-sensitive, no trailing dot.
     *
     * @param clusterDomain {@code CD}
     * @throws Refusal naming the path and what is wrong with it
     */
    static Target parse(String path, String clusterDomain) {
        int colon = path.lastIndexOf(':');
        String host = colon < 0 ? path : path.substring(0, colon);
        int port = colon < 0 ? DEFAULT_PORT : port(path, path.substring(colon + 1));
        boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        if (host.indexOf(':') >= 0 || bracketed) {
            IpAddress v6 = bracketed ? IpAddress.tryParse(host.substring(1, host.length() - 1)) : null;
            if (v6 == null || host.indexOf(':') < 0) {
                throw Refusal.invalid(
                        "path '" + path + "': host '" + host + "' (expected: a name, an IPv4 address or [IPv6])");
            }
            return new Literal(new Address(v6, port));
        }
        IpAddress v4 = IpAddress.tryParse(host);
        return v4 != null ? new Literal(new Address(v4, port)) : named(path, host, port, clusterDomain);
    }

    private static Target named(String path, String host, int port, String clusterDomain) {
        String suffix = ".svc." + clusterDomain;
        String[] labels = host.endsWith(suffix)
                ? host.substring(0, host.length() - suffix.length()).split("\\.", -1)
                : new String[0];
        boolean shaped = labels.length == 2 || labels.length == 3;
        for (String label : labels) {
            shaped &= !label.isEmpty();
        }
        if (!shaped) {
            throw Refusal.invalid("path '" + path + "': host '" + host + "' (expected: SVC.NS" + suffix
                    + " or HOSTNAME.SVC.NS" + suffix + ")");
        }
        String hostname = labels.length == 3 ? labels[0] : null;
        return new Named(new ServiceId(labels[labels.length - 1], labels[labels.length - 2]), hostname, host, port);
    }

    private static int port(String path, String text) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw Refusal.invalid("path '" + path + "': port '" + text + "' (expected: 1..65535)");
        }
        return port;
    }
}
