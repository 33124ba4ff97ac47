package io.reactivemesh.proxy.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Meters that are told apart by a name which clients choose: beyond {@value #MOST_NAMES} of them the rest share those of the empty name. One
 * event loop's.
 *
 * @param <M> the meters of one name
 */
public final class ByName<M> {

    /** For each route, server or port; what all of them may have together is bounded by {@link Metrics}. */
    static final int MOST_NAMES = 100;

    private final Function<String, M> create;
    private final Map<String, M> meters = new HashMap<>(2);

    /** Creates an empty set; {@code create} makes the meters of a name when it first occurs. */
    public ByName(Function<String, M> create) {
        this.create = create;
    }

    /** The meters of a name; null = it has none. */
    public M get(@Nullable String name) {
        String asked = name == null ? "" : name;
        M present = meters.get(asked);
        if (present == null) {
            String shown = meters.size() < MOST_NAMES ? asked : "";
            present = meters.computeIfAbsent(shown, create);
        }
        return present;
    }

    /** Gives all of them up. */
    public void release(Consumer<M> release) {
        meters.values().forEach(release);
    }
}
