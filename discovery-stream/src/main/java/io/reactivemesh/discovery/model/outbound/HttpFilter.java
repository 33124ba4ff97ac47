package io.reactivemesh.discovery.model.outbound;

import org.jspecify.annotations.Nullable;

/** What is done to an HTTP request or its response on the way. */
public sealed interface HttpFilter {
    /** It is answered with an error. */
    record Fail(int status, String message) implements HttpFilter {}

    /** Its headers are edited. */
    record EditRequest(HeaderEdit edit) implements HttpFilter {}

    /** Those of its response are. */
    record EditResponse(HeaderEdit edit) implements HttpFilter {}

    /**
     * It is answered with a redirect. What is not set stays as it is in the request.
     *
     * @param scheme null = as it is
     * @param host null = as it is
     * @param path null = as it is
     * @param port 0 = as it is
     * @param status 301..308
     */
    record Redirect(
            @Nullable String scheme,
            @Nullable String host,
            @Nullable PathRewrite path,
            int port,
            int status) implements HttpFilter {}

    /** Another path. */
    sealed interface PathRewrite {
        /** Instead of the whole path; the query goes with it. */
        record Full(String path) implements PathRewrite {}

        /** Instead of the prefix that matched. */
        record Prefix(String path) implements PathRewrite {}
    }
}
