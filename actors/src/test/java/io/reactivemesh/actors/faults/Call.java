package io.reactivemesh.actors.faults;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to an API server, understood as far as faults need it.
 *
 * @param target path and query, as it was sent
 * @param resource plural name of what is listed or watched; empty for everything else
 * @param accept media types that the client takes; the API server shortens objects to their metadata on demand
 */
record Call(
        Verb verb,
        String target,
        String resource,
        Map<String, List<String>> query,
        @Nullable String accept) {
    /** What a request is for. */
    enum Verb {
        LIST,
        WATCH,
        /** Reads of single objects and discovery: passed on as they are. */
        OTHER
    }

    /** Understands a GET. */
    static Call of(String target, @Nullable String accept) {
        QueryStringDecoder decoder = new QueryStringDecoder(target);
        String resource = collection(decoder.path());
        Map<String, List<String>> query = decoder.parameters();
        boolean watch = query.getOrDefault("watch", List.of()).stream()
                .anyMatch(value -> value.equals("true") || value.equals("1"));
        Verb verb = resource.isEmpty() ? Verb.OTHER : watch ? Verb.WATCH : Verb.LIST;
        return new Call(verb, target, resource, query, accept);
    }

    /** The plural name in {@code /api/v1/pods}, {@code /apis/GROUP/v1/namespaces/red/pods}; empty for what is no collection. */
    private static String collection(String path) {
        List<String> parts = List.of(path.substring(1).split("/", -1));
        int version = parts.getFirst().equals("api") ? 1 : parts.getFirst().equals("apis") ? 2 : parts.size();
        List<String> rest = parts.subList(Math.min(version + 1, parts.size()), parts.size());
        boolean ofNamespace = rest.size() == 3 && rest.getFirst().equals("namespaces");
        return rest.size() == 1 || ofNamespace ? rest.getLast() : "";
    }

    /** A parameter of the query; null = not given. */
    @Nullable
    String parameter(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() || values.getFirst().isEmpty() ? null : values.getFirst();
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
