package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.reactivemesh.actors.service.ServiceDocument.Kind;
import io.reactivemesh.actors.service.ServiceDocument.Port;
import io.reactivemesh.actors.service.ServiceDocument.RemoteDiscovery;
import io.reactivemesh.actors.translate.Fact.ServiceFact;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Services to facts. */
final class ServiceConversion {
    private static final String HEADLESS = "None";

    private ServiceConversion() {}

    static ServiceFact convert(Service service, Findings findings) {
        ServiceSpec spec = service.getSpec();
        if (spec == null) {
            throw Refusal.of("spec", null, "the Service's ports");
        }
        List<String> clusterIps = clusterIps(spec);
        Kind kind = kind(spec.getType(), clusterIps);
        SortedMap<Integer, Port> ports = ports(Fields.list(spec.getPorts()));
        Map<String, SortedSet<Integer>> named = new TreeMap<>();
        for (Port port : ports.values()) {
            if (!port.name().isEmpty()) {
                named.computeIfAbsent(port.name(), _ -> new TreeSet<>()).add(port.number());
            }
        }
        return new ServiceFact(
                new ServiceId(
                        service.getMetadata().getNamespace(),
                        service.getMetadata().getName()),
                kind,
                kind == Kind.CLUSTER_IP ? addresses(clusterIps) : List.of(),
                ports,
                Fields.ports(service.getMetadata(), Names.OPAQUE_PORTS, named, findings),
                isLocal(spec.getInternalTrafficPolicy()),
                remoteDiscovery(service.getMetadata()),
                OutboundAnnotations.ofService(service.getMetadata(), findings));
    }

    private static @Nullable RemoteDiscovery remoteDiscovery(ObjectMeta metadata) {
        String cluster = Fields.text(Fields.label(metadata, Names.REMOTE_DISCOVERY));
        return cluster == null
                ? null
                : new RemoteDiscovery(cluster, Fields.text(Fields.label(metadata, Names.REMOTE_SERVICE)));
    }

    private static Kind kind(@Nullable String type, List<String> clusterIps) {
        return switch (Fields.isSet(type) ? type : "ClusterIP") {
            case "ExternalName" -> Kind.EXTERNAL_NAME;
            case "ClusterIP" -> clusterIps.contains(HEADLESS) ? Kind.HEADLESS : Kind.CLUSTER_IP;
            case "NodePort", "LoadBalancer" -> Kind.CLUSTER_IP;
            case null, default ->
                throw Refusal.of("spec.type", type, "ClusterIP, NodePort, LoadBalancer or ExternalName");
        };
    }

    private static List<String> clusterIps(ServiceSpec spec) {
        if (!Fields.list(spec.getClusterIPs()).isEmpty()) {
            return spec.getClusterIPs();
        }
        return Fields.isSet(spec.getClusterIP()) ? List.of(spec.getClusterIP()) : List.of();
    }

    private static List<IpAddress> addresses(List<String> clusterIps) {
        List<IpAddress> addresses = new ArrayList<>();
        for (int i = 0; i < clusterIps.size(); i++) {
            addresses.add(Fields.ip("spec.clusterIPs[" + i + "]", clusterIps.get(i)));
        }
        return addresses;
    }

    private static boolean isLocal(@Nullable String policy) {
        return switch (Fields.isSet(policy) ? policy : "Cluster") {
            case "Cluster" -> false;
            case "Local" -> true;
            case null, default -> throw Refusal.of("spec.internalTrafficPolicy", policy, "Cluster or Local");
        };
    }

    private static SortedMap<Integer, Port> ports(List<ServicePort> declared) {
        SortedMap<Integer, Port> ports = new TreeMap<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < declared.size(); i++) {
            ServicePort port = declared.get(i);
            String field = "spec.ports[" + i + "]";
            int number = Fields.port(field + ".port", port.getPort());
            String name = port.getName() == null ? "" : port.getName();
            boolean tcp = Fields.isTcp(field + ".protocol", port.getProtocol());
            if (!names.add(name)) {
                throw Refusal.of(
                        field + ".name", name.isEmpty() ? null : name, "a name that no other port of the Service has");
            }
            if (tcp && ports.put(number, new Port(number, name, port.getAppProtocol())) != null) {
                throw Refusal.of(field + ".port", number, "a TCP port that the Service does not yet have");
            }
        }
        return ports;
    }
}
