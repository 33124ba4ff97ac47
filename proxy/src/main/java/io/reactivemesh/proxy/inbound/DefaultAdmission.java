package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.ProxyConfig.DefaultPolicy;
import io.reactivemesh.proxy.ProxyConfig.InboundPolicy;
import java.net.InetAddress;

/**
 * Who may connect as long as no policy of the control plane says otherwise: the default policy of the environment.
 *
 * <p>Nobody can prove an identity yet, so the policies that ask for one admit nobody: closed rather than open.
 */
final class DefaultAdmission {

    private final InboundPolicy policy;

    DefaultAdmission(InboundPolicy policy) {
        this.policy = policy;
    }

    /** Whether a client at this address is let in. */
    boolean admits(InetAddress client) {
        return switch (policy.defaultPolicy()) {
            case DENY, ALL_AUTHENTICATED, CLUSTER_AUTHENTICATED -> false;
            case ALL_UNAUTHENTICATED, AUDIT -> true;
            case CLUSTER_UNAUTHENTICATED ->
                policy.clusterNetworks().stream().anyMatch(network -> network.contains(client));
        };
    }

    /** Whether who is let in is to be told to the log, as another policy would not let everybody in. */
    boolean audits() {
        return policy.defaultPolicy() == DefaultPolicy.AUDIT;
    }

    /** The policy's name in labels. */
    String name() {
        return policy.defaultPolicy().text();
    }
}
