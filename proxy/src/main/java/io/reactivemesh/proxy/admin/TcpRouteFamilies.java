package io.reactivemesh.proxy.admin;

import java.util.List;

/**
 * The families that count the relayed connections of one kind of route.
 *
 * @param opened connections that took a route
 * @param closed those that have ended, by {@code error}
 */
public record TcpRouteFamilies(Family opened, Family closed) {

    /** Connections that nobody looks into. */
    public static final TcpRouteFamilies OPAQUE = of("tcp", "TCP");

    /** Connections of TLS, routed by the server name that they ask for. */
    public static final TcpRouteFamilies TLS = of("tls", "TLS");

    private static TcpRouteFamilies of(String protocol, String name) {
        String prefix = "outbound_" + protocol + "_route_";
        return new TcpRouteFamilies(
                Family.counter(
                        prefix + "open_total",
                        "Total count of outbound " + name + " connections that took a route.",
                        true),
                Family.counter(
                        prefix + "close_total",
                        "Total count of ended outbound " + name + " connections, by route.",
                        true));
    }

    List<Family> all() {
        return List.of(opened, closed);
    }
}
