package io.reactivemesh.actors.faults;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The API server's way to refuse: an object of kind Status. */
final class Status {
    private Status() {}

    /** JSON of the Status that goes with an HTTP status code. */
    static ObjectNode of(int code, String message) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure").put("message", message).put("reason", reason(code));
        status.put("code", code);
        return status;
    }

    /** An ERROR event of a watch, as one line. */
    static String errorEvent(int code, String message) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", "ERROR");
        event.set("object", of(code, message));
        return event.toString();
    }

    private static String reason(int code) {
        return switch (code) {
            case 401 -> "Unauthorized";
            case 404 -> "NotFound";
            case 410 -> "Expired";
            case 429 -> "TooManyRequests";
            case 503 -> "ServiceUnavailable";
            default -> "InternalError";
        };
    }
}
