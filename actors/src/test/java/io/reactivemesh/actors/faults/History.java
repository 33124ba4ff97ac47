package io.reactivemesh.actors.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one collection and what happened to them, numbered, as an API server keeps it: a list says up to which number it holds,
 * and a watch goes on from there. Numbers are this history's own. Any thread.
 */
final class History {
    private static final long BOOKMARK_MILLIS = 200;

    private final String apiVersion;
    private final String kind;
    private final SortedMap<String, ObjectNode> objects = new TreeMap<>();
    private final List<Entry> entries = new ArrayList<>();
    /** The pages that lists have still to be given, by continue token. */
    private final Map<String, List<JsonNode>> pages = new HashMap<>();

    private long newest = 1_000;
    private long forgotten = newest;
    private int tokens;

    private record Entry(long version, String line) {}

    History(String apiVersion, String kind) {
        this.apiVersion = apiVersion;
        this.kind = kind;
    }

    /** Takes in what happened to an object. What changes nothing is passed over. */
    synchronized void observe(String type, ObjectNode object) {
        String key = key(object);
        ObjectNode before = objects.get(key);
        boolean deleted = type.equals("DELETED");
        if (deleted ? before == null : before != null && sameButVersion(before, object)) {
            return;
        }
        newest++;
        ObjectNode now = object.deepCopy();
        ((ObjectNode) now.get("metadata")).put("resourceVersion", String.valueOf(newest));
        if (deleted) {
            objects.remove(key);
        } else {
            objects.put(key, now);
        }
        entries.add(new Entry(newest, event(deleted ? "DELETED" : before == null ? "ADDED" : "MODIFIED", now)));
        notifyAll();
    }

    private static boolean sameButVersion(ObjectNode before, ObjectNode after) {
        ObjectNode same = after.deepCopy();
        ((ObjectNode) same.get("metadata")).set("resourceVersion", before.at("/metadata/resourceVersion"));
        return same.equals(before);
    }

    /** Forgets all that happened, and all pages: what asks for it is told that it expired. */
    synchronized void compact() {
        forgotten = newest;
        entries.clear();
        pages.clear();
    }

    /** Waits until it has heard of all these objects; false = it did not, in a minute. */
    synchronized boolean awaitAll(JsonNode items) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!holdsAll(items) && System.nanoTime() < deadline) {
            wait(BOOKMARK_MILLIS);
        }
        return holdsAll(items);
    }

    private boolean holdsAll(JsonNode items) {
        for (JsonNode item : items) {
            if (!objects.containsKey(key(item))) {
                return false;
            }
        }
        return true;
    }

    /**
     * A list, or a page of one.
     *
     * @return null = the page has expired
     */
    synchronized @Nullable ObjectNode list(@Nullable String limit, @Nullable String token) {
        List<JsonNode> items = token == null ? List.copyOf(objects.values()) : pages.remove(token);
        if (items == null) {
            return null;
        }
        int end = limit == null ? items.size() : Math.min(items.size(), Integer.parseInt(limit));
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("kind", kind + "List").put("apiVersion", apiVersion);
        ObjectNode metadata = list.putObject("metadata");
        long version = token == null ? newest : Long.parseLong(token.substring(0, token.indexOf('-')));
        metadata.put("resourceVersion", String.valueOf(version));
        list.putArray("items").addAll(items.subList(0, end));
        if (end < items.size()) {
            String next = version + "-" + tokens++;
            pages.put(next, items.subList(end, items.size()));
            metadata.put("continue", next);
            metadata.put("remainingItemCount", items.size() - end);
        }
        return list;
    }

    /**
     * A watch of what happens after a version.
     *
     * @param after null = first the objects that there are
     * @param timeoutSeconds null = never
     */
    synchronized ApiBackend.Events watch(@Nullable Long after, boolean bookmarks, @Nullable Integer timeoutSeconds) {
        List<String> first = new ArrayList<>();
        if (after == null) {
            objects.values().forEach(object -> first.add(event("ADDED", object)));
        }
        long end = timeoutSeconds == null ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(timeoutSeconds);
        return new Cursor(first.iterator(), after == null ? newest : after, bookmarks, end);
    }

    private ObjectNode bookmark() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("kind", kind).put("apiVersion", apiVersion);
        object.putObject("metadata").put("resourceVersion", String.valueOf(newest));
        return object;
    }

    private static String event(String type, ObjectNode object) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", type);
        event.set("object", object);
        return event.toString();
    }

    private static String key(JsonNode object) {
        return object.at("/metadata/namespace").asText() + "/"
                + object.at("/metadata/name").asText();
    }

    /** One watch. */
    private final class Cursor implements ApiBackend.Events {
        private final Iterator<String> first;
        private final boolean bookmarks;
        private final long start = System.nanoTime();
        private final long end;
        private long seen;
        private boolean closed;

        private Cursor(Iterator<String> first, long after, boolean bookmarks, long end) {
            this.first = first;
            this.seen = after;
            this.bookmarks = bookmarks;
            this.end = end;
        }

        @Override
        public @Nullable String next() throws InterruptedException {
            synchronized (History.this) {
                while (!closed && System.nanoTime() - start < end) {
                    if (first.hasNext()) {
                        return first.next();
                    }
                    if (seen < forgotten) {
                        closed = true;
                        return Status.errorEvent(410, "too old resource version: " + seen + " (" + forgotten + ")");
                    }
                    Entry entry = nextEntry();
                    if (entry != null) {
                        seen = entry.version();
                        return entry.line();
                    }
                    long before = newest;
                    History.this.wait(BOOKMARK_MILLIS);
                    if (bookmarks && !closed && before == newest) {
                        return event("BOOKMARK", bookmark());
                    }
                }
                return null;
            }
        }

        private @Nullable Entry nextEntry() {
            // One number an entry, none left out.
            int at = (int) (seen - forgotten);
            return at < entries.size() ? entries.get(at) : null;
        }

        @Override
        public void close() {
            synchronized (History.this) {
                closed = true;
                History.this.notifyAll();
            }
        }
    }
}
