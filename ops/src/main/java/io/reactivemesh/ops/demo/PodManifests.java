package io.reactivemesh.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Pods and Services of a folder of manifests. A file that cannot be read keeps those it had. Not thread-safe.
 *
 * <p>This reads only what has to run on this machine; what the mesh does with the same files is the control plane's business.
 */
final class PodManifests {
    private static final ObjectMapper YAML = new YAMLMapper();

    private final Path directory;
    private final Predicate<String> accepts;
    private final Map<Path, Stamp> stamps = new TreeMap<>();
    private final Map<Path, Content> contents = new TreeMap<>();
    private final SortedMap<Path, String> problems = new TreeMap<>();

    /**
     * @param directory a folder, or one file
     * @param accepts says which addresses a pod can have here
     */
    PodManifests(Path directory, Predicate<String> accepts) {
        this.directory = directory;
        this.accepts = accepts;
    }

    private record Stamp(long modifiedMillis, long bytes) {}

    private record Content(List<PodPlan> pods, List<ServicePlan> services) {}

    /**
     * Reads what changed since the last call.
     *
     * @return whether anything did
     * @throws IOException when the folder itself cannot be read
     */
    boolean refresh() throws IOException {
        Map<Path, Stamp> found = new TreeMap<>();
        for (Path file : files()) {
            Stamp stamp = stamp(file);
            if (stamp != null) {
                found.put(file, stamp);
            }
        }
        if (found.equals(stamps)) {
            return false;
        }
        contents.keySet().retainAll(found.keySet());
        problems.keySet().retainAll(found.keySet());
        found.forEach((file, stamp) -> {
            if (!stamp.equals(stamps.get(file))) {
                read(file);
            }
        });
        stamps.clear();
        stamps.putAll(found);
        return true;
    }

    /** The Pods that can run here, by {@code namespace/name}. */
    SortedMap<String, PodPlan> pods() {
        SortedMap<String, PodPlan> pods = new TreeMap<>();
        contents.values().forEach(content -> content.pods().forEach(plan -> pods.put(plan.id(), plan)));
        return pods;
    }

    /** The Services that have an address. */
    List<ServicePlan> services() {
        return contents.values().stream()
                .flatMap(content -> content.services().stream())
                .toList();
    }

    /** Why files could not be read. */
    List<String> problems() {
        return List.copyOf(problems.values());
    }

    private List<Path> files() throws IOException {
        if (Files.isRegularFile(directory)) {
            return List.of(directory);
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(PodManifests::isManifest).sorted().toList();
        }
    }

    private static boolean isManifest(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
    }

    private static @Nullable Stamp stamp(Path file) {
        try {
            return new Stamp(Files.getLastModifiedTime(file).toMillis(), Files.size(file));
        } catch (IOException e) {
            // Gone between listing and looking, as editors do when they save; the next look settles it.
            return null;
        }
    }

    private void read(Path file) {
        Content read = new Content(new ArrayList<>(), new ArrayList<>());
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                if (document.path("kind").asText().equals("List")) {
                    document.path("items").forEach(item -> add(read, item));
                } else {
                    add(read, document);
                }
            }
            contents.put(file, read);
            problems.remove(file);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
            problems.put(file, file.getFileName() + ": " + reason);
        }
    }

    private void add(Content content, JsonNode document) {
        switch (document.path("kind").asText()) {
            case "Pod" -> {
                PodPlan plan = PodReader.read(document, accepts);
                if (plan != null) {
                    content.pods().add(plan);
                }
            }
            case "Service" -> {
                ServicePlan service = ServicePlan.read(document);
                if (service != null) {
                    content.services().add(service);
                }
            }
            // The rest is the control plane's.
            default -> {}
        }
    }
}
