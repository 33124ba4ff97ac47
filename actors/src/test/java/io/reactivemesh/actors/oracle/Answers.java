package io.reactivemesh.actors.oracle;

import io.reactivemesh.actors.oracle.Backends.Backend;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says what discovery should answer while certain objects are live, in words. Deliberately plain: everything is worked out anew. */
public final class Answers {
    private static final List<String> OPAQUE_BY_DEFAULT =
            List.of("25", "587", "3306", "4444", "5432", "6379", "9300", "11211");

    private final Map<String, Intended> live = new HashMap<>();
    private final Backends backends = new Backends(live);

    public Answers(Collection<Intended> objects) {
        objects.forEach(object -> live.put(object.key(), object));
    }

    /**
     * Who serves a port of a Service.
     *
     * @param service {@code namespace/name}
     * @param callerNode where who asks runs
     * @return {@code ip:port} → {@code pod zone locality hint identity}; empty when there is no such Service
     */
    public SortedMap<String, String> destination(String service, int port, String callerNode) {
        SortedMap<String, String> answer = new TreeMap<>();
        if (live.get("Service " + service) instanceof Intended.Service found) {
            String name = portName(found, port);
            List<Backend> all = name == null ? backends.ofLiteral(found, port) : backends.of(found, name);
            for (Backend backend : all) {
                if (backend.ready()) {
                    answer.put(backend.address(), details(backend, callerNode));
                }
            }
        }
        return answer;
    }

    /**
     * The profile of a port of a Service.
     *
     * @param service {@code namespace/name}
     * @return {@code empty} without such a port; null without such a Service: what was said last stays
     */
    public @Nullable String profile(String service, int port) {
        if (!(live.get("Service " + service) instanceof Intended.Service found)) {
            return null;
        }
        if (portName(found, port) == null) {
            return "empty";
        }
        List<String> routes = live.get("ServiceProfile " + service) instanceof Intended.Profile profile
                ? profile.routes()
                : List.of();
        return "opaque=" + isOpaque(found.namespace(), found.opaque(), port) + " routes=" + routes;
    }

    private String details(Backend backend, String callerNode) {
        Intended.Pod pod = backend.pod();
        if (pod == null) {
            return "- - unknown - -";
        }
        String zone = backends.zone(pod);
        String callers = backends.zone(callerNode);
        String locality = zone.isEmpty() || callers.isEmpty() ? "unknown" : zone.equals(callers) ? "local" : "remote";
        String proxy = !pod.meshed()
                ? "- -"
                : (isOpaque(pod.namespace(), pod.opaque(), backend.port()) ? "opaque" : "h2") + " default."
                        + pod.namespace() + ".serviceaccount.identity.linkerd.cluster.local";
        return pod.name() + " " + (zone.isEmpty() ? "-" : zone) + " " + locality + " " + proxy;
    }

    /** What an object says about itself holds before what its namespace says, and that before the default. */
    private boolean isOpaque(String namespace, @Nullable String own, int port) {
        String said = own;
        if (said == null && live.get("Namespace " + namespace) instanceof Intended.Namespace known) {
            said = known.opaque();
        }
        List<String> ports = said == null ? OPAQUE_BY_DEFAULT : List.of(said.split(","));
        return ports.contains(String.valueOf(port));
    }

    private static @Nullable String portName(Intended.Service service, int port) {
        return service.ports().entrySet().stream()
                .filter(entry -> entry.getValue() == port)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }
}
