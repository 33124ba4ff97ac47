package io.reactivemesh.actors.faults;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.reactivemesh.actors.oracle.Intended;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Objects as an API server holds them, in the words of the oracle. */
final class Stored {
    static final String OPAQUE_PORTS = "config.linkerd.io/opaque-ports";
    static final String ZONE = "topology.kubernetes.io/zone";

    private Stored() {}

    static Intended node(Node node) {
        return new Intended.Node(name(node), label(node, ZONE));
    }

    static Intended namespace(HasMetadata namespace) {
        return new Intended.Namespace(name(namespace), opaque(namespace));
    }

    static Intended service(Service service) {
        SortedMap<String, Integer> ports = new TreeMap<>();
        service.getSpec().getPorts().forEach(port -> ports.put(port.getName(), port.getPort()));
        return new Intended.Service(namespaceOf(service), name(service), ports, opaque(service));
    }

    static Intended slice(EndpointSlice slice) {
        SortedMap<String, Integer> ports = new TreeMap<>();
        list(slice.getPorts()).forEach(port -> ports.put(port.getName(), port.getPort()));
        return new Intended.Slice(
                namespaceOf(slice),
                name(slice),
                label(slice, "kubernetes.io/service-name"),
                ports,
                list(slice.getEndpoints()).stream().map(Stored::endpoint).toList());
    }

    private static Intended.Endpoint endpoint(Endpoint endpoint) {
        ObjectReference target = endpoint.getTargetRef();
        return new Intended.Endpoint(
                endpoint.getAddresses().getFirst(),
                endpoint.getConditions() == null
                        ? null
                        : endpoint.getConditions().getReady(),
                target == null ? null : target.getName());
    }

    static Intended pod(Pod pod) {
        String ip = pod.getStatus() == null || pod.getStatus().getPodIP() == null
                ? ""
                : pod.getStatus().getPodIP();
        boolean meshed = label(pod, "linkerd.io/control-plane-ns").equals("linkerd");
        return new Intended.Pod(namespaceOf(pod), name(pod), ip, pod.getSpec().getNodeName(), meshed, opaque(pod));
    }

    static Intended profile(GenericKubernetesResource profile) {
        List<String> routes = new ArrayList<>();
        if (profile.get("spec", "routes") instanceof List<?> list) {
            list.forEach(route -> routes.add(String.valueOf(((Map<?, ?>) route).get("name"))));
        }
        String service = name(profile).substring(0, name(profile).indexOf('.'));
        return new Intended.Profile(namespaceOf(profile), service, routes);
    }

    /** API servers write empty lists as null. */
    private static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    private static String namespaceOf(HasMetadata object) {
        return object.getMetadata().getNamespace();
    }

    /** Empty = none. */
    private static String label(HasMetadata object, String name) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? "" : Objects.requireNonNullElse(labels.get(name), "");
    }

    private static @Nullable String opaque(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(OPAQUE_PORTS);
    }
}
