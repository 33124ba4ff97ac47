package io.reactivemesh.actors.service;

import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.IpNetwork;
import java.util.List;

/**
 * What applies to all outbound policies of a control plane.
 *
 * @param clusterDomain suffix of service names
 * @param clusterNetworks where addresses belong to the cluster
 * @param overridable whether clients may set retries and timeouts with {@code l5d-} request headers
 */
public record PolicySettings(String clusterDomain, List<IpNetwork> clusterNetworks, boolean overridable) {
    public PolicySettings {
        clusterNetworks = List.copyOf(clusterNetworks);
    }

    boolean isInCluster(IpAddress address) {
        return clusterNetworks.stream().anyMatch(network -> network.contains(address));
    }
}
