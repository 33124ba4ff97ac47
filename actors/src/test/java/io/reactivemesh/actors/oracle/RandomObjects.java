package io.reactivemesh.actors.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Random objects with few names and addresses, so that they meet. */
final class RandomObjects {
    static final List<String> SERVICES = List.of("web", "emoji", "voting");

    private final Random random;
    private final List<String> namespaces;
    private final List<String> nodes;

    RandomObjects(Random random, List<String> namespaces, List<String> nodes) {
        this.random = random;
        this.namespaces = namespaces;
        this.nodes = nodes;
    }

    /** A Service, slice, pod or node. */
    Intended any() {
        return switch (random.nextInt(7)) {
            case 0, 1 -> service(pick(namespaces), pick(SERVICES));
            case 2, 3 -> slice(pick(namespaces), "slice-" + random.nextInt(4));
            case 4, 5 -> pod(pick(namespaces), "pod-" + random.nextInt(5));
            default -> node(pick(nodes));
        };
    }

    /** The same object, meaning something else. */
    Intended again(Intended object) {
        return switch (object) {
            case Intended.Namespace namespace -> namespace(namespace.name());
            case Intended.Profile profile -> profile(profile.namespace(), profile.service());
            case Intended.Service service -> service(service.namespace(), service.name());
            case Intended.Slice slice -> slice(slice.namespace(), slice.name());
            case Intended.Pod pod -> pod(pod.namespace(), pod.name());
            case Intended.Node node -> node(node.name());
        };
    }

    /** Another object, meaning the same. */
    Intended renamed(Intended object) {
        return switch (object) {
            case Intended.Namespace n -> n;
            case Intended.Profile p -> new Intended.Profile(p.namespace(), pick(SERVICES), p.routes());
            case Intended.Service s -> new Intended.Service(s.namespace(), pick(SERVICES), s.ports(), s.opaque());
            case Intended.Slice s ->
                new Intended.Slice(s.namespace(), "slice-" + random.nextInt(4), s.service(), s.ports(), s.endpoints());
            case Intended.Pod p ->
                new Intended.Pod(p.namespace(), "pod-" + random.nextInt(5), p.ip(), p.node(), p.meshed(), p.opaque());
            case Intended.Node n -> new Intended.Node(pick(nodes), n.zone());
        };
    }

    Intended namespace(String name) {
        return new Intended.Namespace(name, opaque());
    }

    Intended profile(String namespace, String service) {
        List<String> routes = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            routes.add("route-" + random.nextInt(9));
        }
        return new Intended.Profile(namespace, service, routes);
    }

    Intended service(String namespace, String name) {
        Map<String, Integer> ports = new TreeMap<>(Map.of("http", 80));
        if (random.nextBoolean()) {
            ports.put("grpc", random.nextBoolean() ? 8080 : 9090);
        }
        return new Intended.Service(namespace, name, ports, opaque());
    }

    Intended slice(String namespace, String name) {
        Map<String, Integer> ports = new TreeMap<>(Map.of("http", 8000 + random.nextInt(2)));
        if (random.nextBoolean()) {
            ports.put("grpc", 9000);
        }
        List<Intended.Endpoint> endpoints = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Boolean ready = random.nextInt(3) == 0 ? null : Boolean.valueOf(random.nextInt(3) != 0);
            endpoints.add(
                    new Intended.Endpoint(ip(), ready, random.nextInt(4) == 0 ? null : "pod-" + random.nextInt(5)));
        }
        return new Intended.Slice(namespace, name, pick(SERVICES), ports, endpoints);
    }

    Intended pod(String namespace, String name) {
        return new Intended.Pod(namespace, name, ip(), pick(nodes), random.nextBoolean(), opaque());
    }

    Intended node(String name) {
        return new Intended.Node(name, random.nextBoolean() ? "east" : "west");
    }

    private @Nullable String opaque() {
        return switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> "80,8000";
            case 2 -> "8001,9000,9090";
            default -> null;
        };
    }

    private String ip() {
        return "10.0.0." + (1 + random.nextInt(9));
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
