package io.reactivemesh.actors.kube;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Resource versions of one kind, to tell what is older than what. They are whole numbers that grow, for one object and across those of a
 * kind; a version that is none is never older than anything.
 *
 * <p>Remembers the versions of deletions, so that an event that comes too late does not bring an object back; the last thousand of them,
 * which is far more than can overtake each other. Any thread.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions">Resource versions</a>
 */
final class Versions {
    private static final int REMEMBERED = 1_000;
    private static final long UNKNOWN = -1;

    private String listed = "";
    private final Map<String, String> deleted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Whether a version is older than another. */
    static boolean isOlder(String version, String than) {
        long a = number(version);
        long b = number(than);
        return a != UNKNOWN && b != UNKNOWN && a < b;
    }

    /** Whether a version comes after another, or nobody can tell. */
    static boolean isLater(String version, String than) {
        return !version.equals(than) && !isOlder(version, than);
    }

    /** The newer of two; the second where that can't be told. */
    static String newer(String first, String second) {
        return isOlder(second, first) ? first : second;
    }

    /** Whether an object that is not held was, as of this version, before what was listed or deleted since. */
    synchronized boolean isPast(String key, String version) {
        return (!listed.isEmpty() && !isLater(version, listed)) || isDeleted(key, version);
    }

    /** Whether a deletion of this version or a later one was told. */
    synchronized boolean isDeleted(String key, String version) {
        String deletion = deleted.get(key);
        return deletion != null && !isLater(version, deletion);
    }

    /** A deletion was told; perhaps once more, after a later one. */
    synchronized void deleted(String key, String version) {
        deleted.merge(key, version, Versions::newer);
    }

    /** A list says what is. When it is older than the one before, the store was restored from a backup, and counts anew. */
    synchronized void listed(String version) {
        if (isOlder(version, listed)) {
            deleted.clear();
        }
        listed = version;
    }

    private static long number(String version) {
        if (version.isEmpty() || version.length() > 18) {
            return UNKNOWN;
        }
        long number = 0;
        for (int i = 0; i < version.length(); i++) {
            char digit = version.charAt(i);
            if (digit < '0' || digit > '9') {
                return UNKNOWN;
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }
}
