package io.reactivemesh.actors;

import io.reactivemesh.actors.service.OutboundSettings;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.translate.Fact.PodFact;
import io.reactivemesh.actors.translate.Fact.ProxyPorts;
import io.reactivemesh.actors.translate.Fact.ServiceFact;
import io.reactivemesh.actors.translate.Labels;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Facts as no manifest says them. */
public final class Facts {
    private Facts() {}

    /**
     * A Service of one port, 80.
     *
     * @param portName null = no name at all, not even an empty one: more than translation can bear
     */
    @SuppressWarnings("NullAway")
    public static ServiceFact service(String namespace, String name, @Nullable String portName) {
        return new ServiceFact(
                new ServiceId(namespace, name),
                ServiceDocument.Kind.CLUSTER_IP,
                List.of(),
                new TreeMap<>(Map.of(80, new ServiceDocument.Port(80, portName, null))),
                null,
                false,
                null,
                OutboundSettings.NONE);
    }

    /**
     * A pod with an address of its own and a port of its node's, 8080 on 192.168.0.1.
     *
     * @param behind the pod's own port behind that; null = none at all: more than the index can bear, once it has taken in half of the pod
     */
    public static PodFact pod(String namespace, String name, String ip, @Nullable Integer behind) {
        SortedMap<Integer, Integer> hostPorts = new TreeMap<>();
        hostPorts.put(8080, behind);
        return new PodFact(
                new WorkloadId(WorkloadId.Kind.POD, namespace, name),
                "n1",
                List.of(IpAddress.parse("192.168.0.1")),
                List.of(IpAddress.parse(ip)),
                false,
                false,
                false,
                Labels.of(Map.of()),
                "default",
                null,
                null,
                null,
                Map.of(),
                hostPorts,
                null,
                PortSet.EMPTY,
                ProxyPorts.NONE);
    }
}
