package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.ProxyConfig.DefaultPolicy;
import io.reactivemesh.proxy.ProxyConfig.InboundPolicy;
import io.reactivemesh.proxy.control.Authorization;
import io.reactivemesh.proxy.control.Authorization.Authentication;
import io.reactivemesh.proxy.control.Authorization.Network;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.ServerPolicy;
import java.time.Duration;
import java.util.List;

/** The policy of a port of which the control plane has said nothing: that of the environment. */
final class DefaultServerPolicy {

    /** The permit that lets everybody in and has the log say whom. */
    static final ResourceRef AUDIT = ResourceRef.named(DefaultPolicy.AUDIT.text());

    private static final List<Network> EVERYWHERE = List.of(Network.of("0.0.0.0/0"), Network.of("::/0"));

    private DefaultServerPolicy() {}

    /**
     * The policy of a port.
     *
     * @param detectTimeout how long detection may take
     */
    static ServerPolicy of(InboundPolicy config, Duration detectTimeout, int port) {
        ResourceRef name = ResourceRef.named(config.defaultPolicy().text());
        List<Network> cluster = config.clusterNetworks().stream()
                .map(block -> new Network(block, List.of()))
                .toList();
        List<Authorization> authorizations = switch (config.defaultPolicy()) {
            case DENY -> List.of();
            case ALL_UNAUTHENTICATED, AUDIT -> List.of(new Authorization(name, EVERYWHERE, new Authentication.None()));
            case CLUSTER_UNAUTHENTICATED -> List.of(new Authorization(name, cluster, new Authentication.None()));
            case ALL_AUTHENTICATED -> List.of(new Authorization(name, EVERYWHERE, Authentication.Identities.ANY));
            case CLUSTER_AUTHENTICATED -> List.of(new Authorization(name, cluster, Authentication.Identities.ANY));
        };
        boolean opaque = config.defaultPolicy() == DefaultPolicy.DENY
                || config.opaquePorts().contains(port);
        ServerPolicy.Protocol protocol = opaque
                ? new ServerPolicy.Opaque()
                : new ServerPolicy.Detect(detectTimeout, ServerPolicy.everything(authorizations, null));
        return new ServerPolicy(name, protocol, authorizations);
    }
}
