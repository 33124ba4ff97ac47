package io.reactivemesh.proxy.admin;

import io.reactivemesh.proxy.log.JsonText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The log as it comes, a JSON object a line, by a filter that the request brings: {@code GET /logs.json?info,linkerd=debug}, or the
 * method QUERY with the filter as its body.
 */
final class LogsJson {

    static final String PATH = "/logs.json";

    private LogsJson() {}

    /** What becomes of a request. */
    sealed interface Answer {

        /** Nothing, for this reason. */
        record Refused(AdminResponse response) implements Answer {}

        /**
         * A stream.
         *
         * @param end ends it
         */
        record Reading(Runnable end) implements Answer {}
    }

    static Answer answer(AdminRequest request, AdminRoutes.Reading log, Consumer<String> lines) {
        if (!request.get() && !request.method().equals("QUERY")) {
            return new Answer.Refused(AdminResponse.methodNotAllowed("GET, QUERY"));
        }
        if (!request.acceptsJson()) {
            return new Answer.Refused(AdminResponse.text(406, "application/json"));
        }
        if (request.get() && request.query().isEmpty()) {
            return refused("a filter is expected in the query, such as ?info,linkerd=debug");
        }
        try {
            String directives = request.get()
                    ? URLDecoder.decode(request.query(), StandardCharsets.UTF_8)
                    : request.body().strip();
            return new Answer.Reading(log.read(directives, lines));
        } catch (IllegalArgumentException e) {
            return refused("filter: " + e.getMessage());
        }
    }

    private static Answer refused(String why) {
        StringBuilder body = JsonText.quote(new StringBuilder("{\"error\":"), why);
        return new Answer.Refused(
                AdminResponse.json(400, body.append(",\"status\":400}\n").toString()));
    }
}
