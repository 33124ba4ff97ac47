package io.reactivemesh.proxy.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of one match: all of them have to hold. */
public sealed interface RequestMatch {

    /** How specifically the request is matched, by {@link Rank}; {@link Rank#NO_MATCH} when it is not. */
    long rank(Requested request);

    /** Whether every request matches, so that there is no need to look. */
    boolean matchesAll();

    /**
     * An HTTP request.
     *
     * @param path null = any
     * @param method null = any
     */
    record Http(
            @Nullable PathMatch path,
            List<HeaderMatch> headers,
            List<QueryMatch> queries,
            @Nullable String method) implements RequestMatch {

        private static final PathMatch ROOT = new PathMatch.Prefix("/");

        /** What a rule without matches matches by. */
        public static final Http ANY = new Http(ROOT, List.of(), List.of(), null);

        /** Copies the lists. */
        public Http {
            headers = List.copyOf(headers);
            queries = List.copyOf(queries);
        }

        @Override
        public long rank(Requested request) {
            if (method != null && !method.equals(request.method())) {
                return Rank.NO_MATCH;
            }
            int chars = (path == null ? ROOT : path).matched(request.path());
            if (chars == PathMatch.NO_MATCH) {
                return Rank.NO_MATCH;
            }
            for (HeaderMatch header : headers) {
                if (!header.matches(request.head())) {
                    return Rank.NO_MATCH;
                }
            }
            for (QueryMatch query : queries) {
                if (!query.matches(request.query())) {
                    return Rank.NO_MATCH;
                }
            }
            return Rank.http(chars, path instanceof PathMatch.Exact, headers.size(), queries.size(), method != null);
        }

        @Override
        public boolean matchesAll() {
            return (path == null || path.equals(ROOT)) && headers.isEmpty() && queries.isEmpty() && method == null;
        }
    }

    /**
     * A call of gRPC: a POST to {@code /service/method}.
     *
     * @param service full name; empty = any
     * @param method empty = any
     */
    record Grpc(String service, String method, List<HeaderMatch> headers) implements RequestMatch {

        /** What a rule without matches matches by. */
        public static final Grpc ANY = new Grpc("", "", List.of());

        /** Copies the list. */
        public Grpc {
            headers = List.copyOf(headers);
        }

        @Override
        public long rank(Requested request) {
            String path = request.path();
            int slash = path.indexOf('/', 1);
            if (!request.method().equals("POST")
                    || slash < 0
                    || !path.startsWith("/")
                    || path.indexOf('/', slash + 1) >= 0) {
                return Rank.NO_MATCH;
            }
            boolean named = (service.isEmpty() || service.equals(path.substring(1, slash)))
                    && (method.isEmpty() || method.equals(path.substring(slash + 1)));
            if (!named) {
                return Rank.NO_MATCH;
            }
            for (HeaderMatch header : headers) {
                if (!header.matches(request.head())) {
                    return Rank.NO_MATCH;
                }
            }
            return Rank.grpc(service.length(), method.length(), headers.size());
        }

        @Override
        public boolean matchesAll() {
            return false;
        }
    }
}
