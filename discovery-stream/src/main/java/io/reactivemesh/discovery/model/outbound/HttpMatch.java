package io.reactivemesh.discovery.model.outbound;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on HTTP requests; all parts of it have to hold.
 *
 * @param path null = any
 * @param method null = any
 */
public record HttpMatch(
        @Nullable PathMatch path,
        List<KeyedMatch> headers,
        List<KeyedMatch> queryParams,
        @Nullable String method) {
    /** Every request, said by its path. */
    public static final HttpMatch EVERY_PATH = new HttpMatch(new PathMatch.Prefix("/"), List.of(), List.of(), null);

    /** Every request. */
    public static final HttpMatch ANY = new HttpMatch(null, List.of(), List.of(), null);

    public HttpMatch {
        headers = List.copyOf(headers);
        queryParams = List.copyOf(queryParams);
    }
}
