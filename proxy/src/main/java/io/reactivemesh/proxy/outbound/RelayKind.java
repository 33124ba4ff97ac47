package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.BalancerFamilies;

/** Why the bytes of a connection are relayed as they are. Stacks and balancers are counted by it. */
enum RelayKind {

    /** Nobody looks into them. */
    OPAQUE("opaq"),

    /** They are TLS that is not ours, routed by the server name that its hello asks for. */
    TLS("tls");

    private final String protocol;

    RelayKind(String protocol) {
        this.protocol = protocol;
    }

    /** As stacks are labelled. */
    String protocol() {
        return protocol;
    }

    /** What its balancers are counted in. */
    BalancerFamilies families() {
        return switch (this) {
            case OPAQUE -> BalancerFamilies.TCP;
            case TLS -> BalancerFamilies.TLS;
        };
    }
}
