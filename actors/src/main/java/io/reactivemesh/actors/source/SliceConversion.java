package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.reactivemesh.actors.service.ServiceDocument.Remote;
import io.reactivemesh.actors.translate.Fact.SliceEndpoint;
import io.reactivemesh.actors.translate.Fact.SliceFact;
import io.reactivemesh.actors.translate.Fact.Target;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** EndpointSlices to facts. */
final class SliceConversion {
    private SliceConversion() {}

    static SliceFact convert(EndpointSlice slice) {
        ObjectMeta metadata = slice.getMetadata();
        String type = slice.getAddressType();
        if (type == null || !Set.of("IPv4", "IPv6", "FQDN").contains(type)) {
            throw Refusal.of("addressType", type, "IPv4, IPv6 or FQDN");
        }
        List<SliceEndpoint> endpoints = new ArrayList<>();
        // Names are resolved by whoever calls them, not by discovery.
        List<Endpoint> listed = type.equals("FQDN") ? List.of() : Fields.list(slice.getEndpoints());
        for (int i = 0; i < listed.size(); i++) {
            endpoints.add(endpoint("endpoints[" + i + "]", listed.get(i), type, metadata.getNamespace()));
        }
        return new SliceFact(
                metadata.getNamespace(),
                metadata.getName(),
                service(metadata),
                ports(Fields.list(slice.getPorts())),
                endpoints,
                remote(metadata));
    }

    private static @Nullable ServiceId service(ObjectMeta metadata) {
        String labelled = Fields.text(Fields.label(metadata, Names.SERVICE_NAME));
        if (labelled != null) {
            return new ServiceId(metadata.getNamespace(), labelled);
        }
        for (OwnerReference owner : Fields.list(metadata.getOwnerReferences())) {
            if ("Service".equals(owner.getKind())
                    && "v1".equals(owner.getApiVersion())
                    && Fields.isSet(owner.getName())) {
                return new ServiceId(metadata.getNamespace(), owner.getName());
            }
        }
        return null;
    }

    private static SortedMap<String, Integer> ports(List<EndpointPort> declared) {
        SortedMap<String, Integer> ports = new TreeMap<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < declared.size(); i++) {
            EndpointPort port = declared.get(i);
            String field = "ports[" + i + "]";
            String name = port.getName() == null ? "" : port.getName();
            if (!names.add(name)) {
                throw Refusal.of(
                        field + ".name", name.isEmpty() ? null : name, "a name no other port of the slice has");
            }
            // Without a number the slice speaks of "all ports", which says nothing about where this one is served.
            if (Fields.isTcp(field + ".protocol", port.getProtocol()) && port.getPort() != null) {
                ports.put(name, Fields.port(field + ".port", port.getPort()));
            }
        }
        return ports;
    }

    private static SliceEndpoint endpoint(String field, Endpoint endpoint, String type, String namespace) {
        List<String> listed = Fields.list(endpoint.getAddresses());
        if (listed.isEmpty()) {
            throw Refusal.of(field + ".addresses", null, "at least one " + type + " address");
        }
        List<IpAddress> addresses = new ArrayList<>();
        for (int i = 0; i < listed.size(); i++) {
            IpAddress ip = IpAddress.tryParse(listed.get(i));
            if (ip == null || (ip instanceof IpAddress.V4) != type.equals("IPv4")) {
                throw Refusal.of(field + ".addresses[" + i + "]", listed.get(i), "an " + type + " address");
            }
            addresses.add(ip);
        }
        EndpointConditions conditions = endpoint.getConditions();
        boolean ready = conditions == null || conditions.getReady() == null || conditions.getReady();
        boolean serving = (conditions == null || conditions.getServing() == null) ? ready : conditions.getServing();
        return new SliceEndpoint(
                addresses,
                Fields.isSet(endpoint.getHostname()) ? endpoint.getHostname() : null,
                ready,
                serving,
                conditions != null && Fields.isTrue(conditions.getTerminating()),
                Fields.isSet(endpoint.getZone()) ? endpoint.getZone() : "",
                hintZones(endpoint),
                hintNodes(endpoint),
                target(field + ".targetRef", endpoint.getTargetRef(), namespace));
    }

    private static NavigableSet<String> hintZones(Endpoint endpoint) {
        return endpoint.getHints() == null
                ? new TreeSet<>()
                : Fields.list(endpoint.getHints().getForZones()).stream()
                        .map(zone -> zone.getName())
                        .filter(Fields::isSet)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static NavigableSet<String> hintNodes(Endpoint endpoint) {
        return endpoint.getHints() == null
                ? new TreeSet<>()
                : Fields.list(endpoint.getHints().getForNodes()).stream()
                        .map(node -> node.getName())
                        .filter(Fields::isSet)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Target target(String field, @Nullable ObjectReference reference, String namespace) {
        if (reference == null) {
            return new Target.Bare();
        }
        String name = reference.getName();
        if (!Fields.isSet(reference.getKind()) || !Fields.isSet(name)) {
            throw Refusal.of(field, null, "kind and name of what is behind the address");
        }
        String in = Fields.isSet(reference.getNamespace()) ? reference.getNamespace() : namespace;
        return switch (reference.getKind()) {
            case "Pod" -> new Target.Workload(new WorkloadId(WorkloadId.Kind.POD, in, name));
            case "ExternalWorkload" -> new Target.Workload(new WorkloadId(WorkloadId.Kind.EXTERNAL_WORKLOAD, in, name));
            default -> new Target.Other(reference.getKind());
        };
    }

    private static @Nullable Remote remote(ObjectMeta metadata) {
        Remote remote = new Remote(
                Fields.annotation(metadata, Names.MIRROR_GATEWAY_IDENTITY),
                Fields.annotation(metadata, Names.MIRROR_SERVICE),
                Fields.label(metadata, Names.MIRROR_CLUSTER));
        return remote.equals(new Remote(null, null, null)) ? null : remote;
    }
}
