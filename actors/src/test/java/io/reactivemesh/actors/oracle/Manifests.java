package io.reactivemesh.actors.oracle;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A folder of manifests as a value: file name → documents in order. */
public record Manifests(SortedMap<String, List<Document>> files) {
    public Manifests {
        TreeMap<String, List<Document>> copy = new TreeMap<>();
        files.forEach((name, documents) -> copy.put(name, List.copyOf(documents)));
        files = copy;
    }

    /** The text of a file. */
    public String text(String file) {
        return "# " + file + "\n"
                + files.getOrDefault(file, List.of()).stream()
                        .map(Document::yaml)
                        .collect(Collectors.joining("---\n"));
    }

    /** Whether every document is good and no object is there twice: then no history is needed to say what holds. */
    public boolean isSound() {
        List<Document> all = files.values().stream().flatMap(List::stream).toList();
        long keys =
                all.stream().map(document -> document.object().key()).distinct().count();
        return keys == all.size() && all.stream().allMatch(each -> each.quality() == Document.Quality.GOOD);
    }
}
