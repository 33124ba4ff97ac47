package io.reactivemesh.actors.translate;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one object, made for keeping tens of thousands of them: sorted keys and values in one array, of strings that equal
 * labels of other objects share. All labels of a pod are kept, as a Server that selects by any of them may appear at any time. Immutable.
 */
public final class Labels {
    public static final Labels NONE = new Labels(new String[0]);

    /** Key, value, key, value …, by key. */
    private final String[] pairs;

    private Labels(String[] pairs) {
        this.pairs = pairs;
    }

    /** The labels of an object's metadata; null = it has none. */
    public static Labels of(@Nullable Map<String, String> labels) {
        if (labels == null || labels.isEmpty()) {
            return NONE;
        }
        String[] pairs = new String[labels.size() * 2];
        int next = 0;
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            // The virtual machine's own table: weak, and shared by everything that is read at any time.
            pairs[next++] = label.getKey().intern();
            pairs[next++] = label.getValue().intern();
        }
        return new Labels(pairs);
    }

    /** The value of a label; null = there is none of that name. */
    public @Nullable String get(String key) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(key)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Labels labels && Arrays.equals(pairs, labels.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    /** {@code app=web,tier=front}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(pairs[i]).append('=').append(pairs[i + 1]);
        }
        return text.toString();
    }
}
