package io.reactivemesh.proxy.stack;

/**
 * The status codes of gRPC.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/statuscodes.md">Status codes and their use in gRPC</a>
 */
public enum GrpcCode {
    /** It went well. */
    OK(0),
    /** The caller has given up. */
    CANCELLED(1),
    /** What a call without a status, or with one that is none, ended with. */
    UNKNOWN(2),
    /** The request makes no sense, whatever the state of the server. */
    INVALID_ARGUMENT(3),
    /** The time was up. */
    DEADLINE_EXCEEDED(4),
    /** What was asked for does not exist. */
    NOT_FOUND(5),
    /** What was to be made exists. */
    ALREADY_EXISTS(6),
    /** The caller may not do this. */
    PERMISSION_DENIED(7),
    /** Something has run out. */
    RESOURCE_EXHAUSTED(8),
    /** The server is in the wrong state for this. */
    FAILED_PRECONDITION(9),
    /** Others were in the way. */
    ABORTED(10),
    /** Past the end. */
    OUT_OF_RANGE(11),
    /** The server has no such method. */
    UNIMPLEMENTED(12),
    /** Somebody broke the protocol. */
    INTERNAL(13),
    /** Not now, perhaps later. */
    UNAVAILABLE(14),
    /** Something is lost for good. */
    DATA_LOSS(15),
    /** The caller has not said who it is. */
    UNAUTHENTICATED(16);

    private static final GrpcCode[] BY_NUMBER = values();

    static {
        for (GrpcCode code : values()) {
            BY_NUMBER[code.number] = code;
        }
    }

    private final int number;

    GrpcCode(int number) {
        this.number = number;
    }

    /** The code of a number; {@link #UNKNOWN} for what is none. */
    public static GrpcCode of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNKNOWN;
    }

    /** Its number, as it stands in {@code grpc-status}. */
    public int number() {
        return number;
    }
}
