package io.reactivemesh.actors.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who is behind the ports of Services, by plain loops over all objects that are live. */
final class Backends {
    private final Map<String, Intended> live;

    Backends(Map<String, Intended> live) {
        this.live = live;
    }

    /**
     * One address.
     *
     * @param pod null = a bare address
     */
    record Backend(String ip, int port, boolean ready, Intended.@Nullable Pod pod) {
        String address() {
            return ip + ":" + port;
        }
    }

    /** Those behind a port that the Service declares. */
    List<Backend> of(Intended.Service service, String portName) {
        return of(service, portName, 0);
    }

    /** Those behind a port that the Service does not declare: it is taken literally. */
    List<Backend> ofLiteral(Intended.Service service, int port) {
        return of(service, null, port);
    }

    private List<Backend> of(Intended.Service service, @Nullable String portName, int literal) {
        // An address may be in several slices: the first by name that can say something says it, and ready in one is
        // ready.
        Map<String, Integer> ports = new HashMap<>();
        Map<String, Intended.Pod> pods = new TreeMap<>();
        Set<String> ready = new HashSet<>();
        SortedSet<String> ips = new TreeSet<>();
        for (Intended.Slice slice : slices(service)) {
            for (Intended.Endpoint endpoint : slice.endpoints()) {
                Intended.Pod pod = endpoint.pod() == null ? null : pod(service.namespace(), endpoint.pod());
                if (pod == null && endpoint.pod() != null) {
                    continue;
                }
                Integer port = portName == null
                        ? Integer.valueOf(literal)
                        : slice.ports().get(portName);
                if (port != null) {
                    ports.putIfAbsent(endpoint.ip(), port);
                    ips.add(endpoint.ip());
                }
                if (pod != null) {
                    pods.putIfAbsent(endpoint.ip(), pod);
                }
                if (endpoint.ready() == null || endpoint.ready()) {
                    ready.add(endpoint.ip());
                }
            }
        }
        List<Backend> backends = new ArrayList<>();
        ips.forEach(
                ip -> backends.add(new Backend(ip, ports.getOrDefault(ip, literal), ready.contains(ip), pods.get(ip))));
        return backends;
    }

    /** Of the node a pod runs on; empty = unknown. */
    String zone(Intended.Pod pod) {
        return zone(pod.node());
    }

    /** Of a node; empty = unknown. */
    String zone(String node) {
        return live.get("Node " + node) instanceof Intended.Node known ? known.zone() : "";
    }

    private List<Intended.Slice> slices(Intended.Service service) {
        return live.values().stream()
                .filter(Intended.Slice.class::isInstance)
                .map(Intended.Slice.class::cast)
                .filter(slice -> slice.namespace().equals(service.namespace())
                        && slice.service().equals(service.name()))
                .sorted(Comparator.comparing(Intended.Slice::name))
                .toList();
    }

    private Intended.@Nullable Pod pod(String namespace, String name) {
        return (Intended.Pod) live.get("Pod " + namespace + "/" + name);
    }
}
