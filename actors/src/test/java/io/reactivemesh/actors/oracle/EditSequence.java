package io.reactivemesh.actors.oracle;

import io.reactivemesh.actors.oracle.Document.Quality;
import java.util.ArrayList;
import java.util.List;
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
    private static final List<String> NODES = List.of("node-1", "node-2");

    private final Random random;
    private final RandomObjects objects;
    private final SortedMap<String, List<Document>> files = new TreeMap<>();

    public EditSequence(long seed) {
        this.random = new Random(seed);
        this.objects = new RandomObjects(random, NAMESPACES, NODES);
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
            case 3, 4 -> change(document -> new Document(objects.again(document.object()), document.quality()));
            case 5 -> change(document -> new Document(objects.renamed(document.object()), document.quality()));
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
        to.add(random.nextInt(to.size() + 1), new Document(objects.any(), Quality.GOOD));
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

    private <T> T pick(List<T> from) {
        return objects.pick(from);
    }
}
