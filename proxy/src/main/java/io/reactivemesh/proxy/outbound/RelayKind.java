package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.GatedBalancerFamilies;

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
    GatedBalancerFamilies families() {
        return switch (this) {
            case OPAQUE -> GatedBalancerFamilies.TCP;
            case TLS -> GatedBalancerFamilies.TLS;
        };
    }
}
