package io.reactivemesh.actors.oracle;

import io.reactivemesh.actors.oracle.Document.Quality;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says what should be live after each save, from what the author meant. Deliberately plain: everything is worked out anew, by loops over
 * all objects.
 */
public final class Oracle {
    private Map<String, Map<String, Intended>> hadByFile = new TreeMap<>();
    private Map<String, Intended> live = new HashMap<>();

    /** A restart forgets what was live, but not what each file last said. */
    public void restart() {
        live = new HashMap<>();
    }

    /** A restart that forgets everything. */
    public void restartWithoutMemory() {
        live = new HashMap<>();
        hadByFile = new TreeMap<>();
    }

    /** Takes in a save. */
    public void observe(Manifests manifests) {
        Map<String, Map<String, Intended>> now = new TreeMap<>();
        Set<String> unclear = new HashSet<>();
        manifests.files().forEach((file, documents) -> {
            now.put(file, says(documents, hadByFile.getOrDefault(file, Map.of())));
            documents.stream()
                    .filter(document -> document.quality() == Quality.WRONG_VALUE)
                    .forEach(document -> unclear.add(document.object().key()));
        });
        Map<String, Intended> nowLive = new HashMap<>();
        now.values().forEach(objects -> objects.forEach(nowLive::putIfAbsent));
        for (String key : unclear) {
            if (live.containsKey(key)) {
                nowLive.putIfAbsent(key, live.get(key));
            }
        }
        hadByFile = now;
        live = nowLive;
    }

    private static Map<String, Intended> says(List<Document> documents, Map<String, Intended> had) {
        Map<String, Intended> says = new LinkedHashMap<>();
        for (Document document : documents) {
            String key = document.object().key();
            if (document.quality() == Quality.GOOD) {
                says.putIfAbsent(key, document.object());
            } else if (document.quality() == Quality.WRONG_VALUE && had.containsKey(key)) {
                says.putIfAbsent(key, had.get(key));
            }
        }
        for (Document document : documents) {
            had.forEach((key, object) -> {
                boolean sameKind = key.startsWith(document.kind() + " ");
                if (document.quality() == Quality.BROKEN || (document.quality() == Quality.NAMELESS && sameKind)) {
                    says.putIfAbsent(key, object);
                }
            });
        }
        return says;
    }

    /**
     * The endpoints of every live Service.
     *
     * @return {@code namespace/name} → port name → {@code ip:port ready|unready pod@zone}
     */
    public SortedMap<String, SortedMap<String, SortedSet<String>>> endpoints() {
        SortedMap<String, SortedMap<String, SortedSet<String>>> all = new TreeMap<>();
        for (Intended object : live.values()) {
            if (object instanceof Intended.Service service) {
                SortedMap<String, SortedSet<String>> ports = new TreeMap<>();
                service.ports().keySet().forEach(port -> ports.put(port, endpoints(service, port)));
                all.put(service.namespace() + "/" + service.name(), ports);
            }
        }
        return all;
    }

    /**
     * What a client of a Service port is to be told.
     *
     * @param service {@code namespace/name}
     * @param port by name
     * @return {@code ip:port} of all that are ready
     */
    public SortedSet<String> ready(String service, String port) {
        SortedSet<String> ready = new TreeSet<>();
        endpoints().getOrDefault(service, new TreeMap<>()).getOrDefault(port, new TreeSet<>()).stream()
                .filter(endpoint -> endpoint.contains(" ready "))
                .forEach(endpoint -> ready.add(endpoint.substring(0, endpoint.indexOf(' '))));
        return ready;
    }

    /**
     * The declared ports of a live Service by name.
     *
     * @return null = no such Service is live
     */
    public @org.jspecify.annotations.Nullable SortedMap<String, Integer> ports(String service) {
        return live.get("Service " + service) instanceof Intended.Service found ? new TreeMap<>(found.ports()) : null;
    }

    private SortedSet<String> endpoints(Intended.Service service, String port) {
        Backends backends = new Backends(live);
        SortedSet<String> endpoints = new TreeSet<>();
        for (Backends.Backend backend : backends.of(service, port)) {
            Intended.Pod pod = backend.pod();
            endpoints.add(backend.address()
                    + (backend.ready() ? " ready " : " unready ")
                    + (pod == null ? "-" : pod.name() + "@" + backends.zone(pod)));
        }
        return endpoints;
    }
}
