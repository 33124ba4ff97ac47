package io.reactivemesh.actors.oracle;

import io.reactivemesh.actors.oracle.Document.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Random saves, one after the other, from a seed: add, remove, rename, re-IP, break, fix, duplicate, move, reorder, delete files. Names
 * and addresses are few, so that objects meet. The same seed gives the same sequence.
 */
public final class EditSequence {
    private static final List<String> FILES = List.of("a.yaml", "b.yml", "more/c.yaml");
    private static final List<String> NAMESPACES = List.of("red", "blue");
    private static final List<String> SERVICES = List.of("web", "emoji", "voting");
    private static final List<String> NODES = List.of("node-1", "node-2");

    private final Random random;
    private final SortedMap<String, List<Document>> files = new TreeMap<>();

    public EditSequence(long seed) {
        this.random = new Random(seed);
        for (int i = 0; i < 7; i++) {
            add();
        }
    }

    /** What is in the folder now. */
    public Manifests manifests() {
        return new Manifests(files);
    }

    /** Makes one to three edits, which are one save. */
    public Manifests next() {
        for (int i = random.nextInt(3); i >= 0; i--) {
            edit();
        }
        return manifests();
    }

    /** Repairs everything: all documents good, later duplicates out. */
    public Manifests repairAll() {
        List<String> seen = new ArrayList<>();
        for (List<Document> documents : files.values()) {
            documents.replaceAll(each -> each.as(Quality.GOOD));
            documents.removeIf(each -> {
                boolean doubled = seen.contains(each.object().key());
                seen.add(each.object().key());
                return doubled;
            });
        }
        return manifests();
    }

    private void edit() {
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> add();
            case 3, 4 -> change(document -> new Document(random(document.object()), document.quality()));
            case 5 -> change(document -> new Document(renamed(document.object()), document.quality()));
            case 6 -> change(document -> document.as(Quality.WRONG_VALUE));
            case 7 -> change(document -> document.as(Quality.BROKEN));
            case 8 -> change(document -> document.as(Quality.NAMELESS));
            case 9, 10 -> files.values().forEach(each -> each.replaceAll(document -> document.as(Quality.GOOD)));
            case 11 -> remove();
            case 12 -> duplicateOrMove();
            default -> fileEdit();
        }
    }

    private void add() {
        List<Document> to = files.computeIfAbsent(pick(FILES), _ -> new ArrayList<>());
        Intended object = switch (random.nextInt(7)) {
            case 0, 1 -> service(pick(NAMESPACES), pick(SERVICES));
            case 2, 3 -> slice(pick(NAMESPACES), "slice-" + random.nextInt(4));
            case 4, 5 -> pod(pick(NAMESPACES), "pod-" + random.nextInt(5));
            default -> node(pick(NODES));
        };
        to.add(random.nextInt(to.size() + 1), new Document(object, Quality.GOOD));
    }

    private interface Change {
        Document of(Document document);
    }

    private void change(Change change) {
        List<Document> in = somewhere();
        if (!in.isEmpty()) {
            int at = random.nextInt(in.size());
            in.set(at, change.of(in.get(at)));
        }
    }

    private void remove() {
        List<Document> from = somewhere();
        if (!from.isEmpty()) {
            from.remove(random.nextInt(from.size()));
        }
    }

    private void duplicateOrMove() {
        List<Document> from = somewhere();
        if (!from.isEmpty()) {
            Document document = from.get(random.nextInt(from.size()));
            if (random.nextBoolean()) {
                from.remove(document);
            }
            files.computeIfAbsent(pick(FILES), _ -> new ArrayList<>()).add(document);
        }
    }

    private void fileEdit() {
        if (files.isEmpty()) {
            return;
        }
        String file = pick(new ArrayList<>(files.keySet()));
        if (random.nextBoolean()) {
            files.remove(file);
        } else {
            java.util.Collections.shuffle(files.getOrDefault(file, new ArrayList<>()), random);
        }
    }

    private List<Document> somewhere() {
        return files.isEmpty()
                ? new ArrayList<>()
                : files.getOrDefault(pick(new ArrayList<>(files.keySet())), List.of());
    }

    /** The same object, meaning something else. */
    private Intended random(Intended object) {
        return switch (object) {
            case Intended.Service service -> service(service.namespace(), service.name());
            case Intended.Slice slice -> slice(slice.namespace(), slice.name());
            case Intended.Pod pod -> pod(pod.namespace(), pod.name());
            case Intended.Node node -> node(node.name());
        };
    }

    /** Another object, meaning the same. */
    private Intended renamed(Intended object) {
        return switch (object) {
            case Intended.Service s -> new Intended.Service(s.namespace(), pick(SERVICES), s.ports());
            case Intended.Slice s ->
                new Intended.Slice(s.namespace(), "slice-" + random.nextInt(4), s.service(), s.ports(), s.endpoints());
            case Intended.Pod p -> new Intended.Pod(p.namespace(), "pod-" + random.nextInt(5), p.ip(), p.node());
            case Intended.Node n -> new Intended.Node(pick(NODES), n.zone());
        };
    }

    private Intended service(String namespace, String name) {
        Map<String, Integer> ports = new TreeMap<>(Map.of("http", 80));
        if (random.nextBoolean()) {
            ports.put("grpc", random.nextBoolean() ? 8080 : 9090);
        }
        return new Intended.Service(namespace, name, ports);
    }

    private Intended slice(String namespace, String name) {
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

    private Intended pod(String namespace, String name) {
        return new Intended.Pod(namespace, name, ip(), pick(NODES));
    }

    private Intended node(String name) {
        return new Intended.Node(name, random.nextBoolean() ? "east" : "west");
    }

    private String ip() {
        return "10.0.0." + (1 + random.nextInt(9));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
