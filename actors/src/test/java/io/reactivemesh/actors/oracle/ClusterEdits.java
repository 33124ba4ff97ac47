package io.reactivemesh.actors.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Random writes to a cluster, one after the other, from a seed. The same seed gives the same writes. Namespaces and nodes are there from the
 * beginning and stay.
 */
public final class ClusterEdits {
    private final Random random;
    private final List<String> namespaces;
    private final RandomObjects objects;
    private final SortedMap<String, Intended> cluster = new TreeMap<>();

    /**
     * Begins with about a dozen objects.
     *
     * @param namespaces where objects live
     * @param nodes where pods run
     */
    public ClusterEdits(long seed, List<String> namespaces, List<String> nodes) {
        this.random = new Random(seed);
        this.namespaces = List.copyOf(namespaces);
        this.objects = new RandomObjects(random, namespaces, nodes);
        namespaces.forEach(name -> put(objects.namespace(name)));
        nodes.forEach(name -> put(objects.node(name)));
        for (int i = 0; i < 10; i++) {
            put(another());
        }
    }

    /** What one write did. */
    public record Edit(String key, @Nullable Intended now) {}

    /** All that there is now, by key. */
    public SortedMap<String, Intended> cluster() {
        return new TreeMap<>(cluster);
    }

    /** Makes one write. */
    public Edit next() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> put(another());
            case 3 -> put(objects.namespace(objects.pick(namespaces)));
            case 4, 5, 6 -> put(objects.again(objects.pick(new ArrayList<>(cluster.values()))));
            default -> delete();
        };
    }

    private Intended another() {
        return random.nextInt(5) == 0
                ? objects.profile(objects.pick(namespaces), objects.pick(RandomObjects.SERVICES))
                : objects.any();
    }

    private Edit put(Intended object) {
        cluster.put(object.key(), object);
        return new Edit(object.key(), object);
    }

    private Edit delete() {
        List<Intended> deletable = cluster.values().stream()
                .filter(object -> !(object instanceof Intended.Namespace) && !(object instanceof Intended.Node))
                .toList();
        if (deletable.isEmpty()) {
            return put(another());
        }
        String key = objects.pick(deletable).key();
        cluster.remove(key);
        return new Edit(key, null);
    }
}
