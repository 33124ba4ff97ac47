package io.reactivemesh.proxy.stack;

import java.util.List;

/** The names of gRPC's status codes. */
final class GrpcCode {

    /** What a call without a status ended with. */
    static final int UNKNOWN = 2;

    private static final List<String> NAMES = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    private GrpcCode() {}

    /** The name of a code; UNKNOWN for what is none. */
    static String name(int code) {
        return code >= 0 && code < NAMES.size() ? NAMES.get(code) : "UNKNOWN";
    }
}
