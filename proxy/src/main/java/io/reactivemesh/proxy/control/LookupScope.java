package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.IpNetwork;
import io.reactivemesh.proxy.NameSuffixes;
import java.net.InetAddress;
import java.util.List;

/**
 * Which destinations the control plane may be asked about.
 *
 * @param suffixes names
 * @param networks addresses
 */
record LookupScope(NameSuffixes suffixes, List<IpNetwork> networks) {

    /**
     * Whether a profile may be looked up.
     *
     * @param path {@code host:port}, {@code ip:port} or {@code [v6]:port}
     */
    boolean allows(String path) {
        int colon = path.lastIndexOf(':');
        String host = colon < 0 || path.endsWith("]") ? path : path.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            InetAddress address = InetAddress.ofLiteral(bare);
            return networks.stream().anyMatch(network -> network.contains(address));
        } catch (IllegalArgumentException _) {
            return suffixes.contains(bare);
        }
    }
}
