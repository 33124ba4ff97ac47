package io.reactivemesh.actors.source;

import java.util.Collection;
import java.util.List;

/** Where a change came from, in the words of the log. */
final class Origin {
    static final String INITIAL = "initial list";
    private static final int NAMED = 3;

    private Origin() {}

    /** {@code edit of a.yaml, b.yaml, c.yaml and 4 more}. */
    static String edit(Collection<String> files) {
        List<String> sorted = files.stream().sorted().toList();
        String named = String.join(", ", sorted.subList(0, Math.min(NAMED, sorted.size())));
        int more = sorted.size() - NAMED;
        return "edit of " + named + (more > 0 ? " and " + more + " more" : "");
    }
}
