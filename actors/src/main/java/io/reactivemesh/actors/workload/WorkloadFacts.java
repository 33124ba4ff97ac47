package io.reactivemesh.actors.workload;

import io.reactivemesh.discovery.model.TlsIdentity;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What discovery needs to know of a workload to build an endpoint for any of its ports. A change in any of these is a change of its
 * endpoints; anything else in the pod is not, and is not here.
 *
 * @param nodeName null = not scheduled, or not a pod
 * @param zone {@code topology.kubernetes.io/zone} of its node (or of the external workload); empty = unknown
 * @param labels metric labels: pod, serviceaccount, control_plane_ns, owner kind → name, pod_template_hash … (no zone, no locality)
 * @param meshed whether it has a proxy, so that endpoints carry a protocol hint
 * @param identity what its proxy proves; null = plaintext
 * @param opaquePorts target ports that are opaque: annotation or defaults, names resolved, and what Servers say
 * @param skippedInboundPorts target ports that bypass its proxy: no identity, no hint
 * @param proxyInboundPort where its proxy accepts transport headers; 0 = unknown
 * @param proxyAdminPort 0 = unknown
 * @param proxyControlPort 0 = unknown
 * @param decidingServers target port → name of the Server that says whether it is opaque; other ports are as listed
 */
public record WorkloadFacts(
        WorkloadId id,
        @Nullable String nodeName,
        String zone,
        SortedMap<String, String> labels,
        boolean meshed,
        @Nullable TlsIdentity identity,
        PortSet opaquePorts,
        PortSet skippedInboundPorts,
        int proxyInboundPort,
        int proxyAdminPort,
        int proxyControlPort,
        SortedMap<Integer, String> decidingServers) {
    public WorkloadFacts {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        // Logs of the time before Servers were read do not have it.
        decidingServers = decidingServers == null || decidingServers.isEmpty()
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(decidingServers));
    }

    /**
     * Whether connections to a port of its node are opaque. Its proxy sees the port behind it, so what is known of that one counts; a
     * list may also name the node's port.
     *
     * @param behind its own port that the node's leads to; 0 = not known
     */
    public boolean isOpaqueAtHostPort(int hostPort, int behind) {
        if (decidingServers.containsKey(behind)) {
            return opaquePorts.contains(behind);
        }
        return opaquePorts.contains(hostPort) || (behind != 0 && opaquePorts.contains(behind));
    }

    /** Whether connections to a port of its node pass by its proxy. */
    public boolean isSkippedAtHostPort(int hostPort, int behind) {
        return skippedInboundPorts.contains(hostPort) || (behind != 0 && skippedInboundPorts.contains(behind));
    }
}
