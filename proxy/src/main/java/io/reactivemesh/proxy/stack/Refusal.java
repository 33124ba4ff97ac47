package io.reactivemesh.proxy.stack;

/**
 * Why a call ends without an endpoint's answer, and what the client is told.
 *
 * @param status the HTTP status of the synthesized response
 * @param message goes to the log and, where allowed, into {@code l5d-proxy-error}
 * @param close whether the client's connection is closed after the response
 * @param error the value of the {@code error} label in the error counters
 */
public record Refusal(int status, String message, boolean close, String error) {

    /** The call waited for an endpoint until its queue gave up. */
    public static final Refusal FAIL_FAST = new Refusal(504, "service in fail-fast", true, "failfast");

    /** The call was not let in: the queue's gate is shut or full, or too many calls are in flight. */
    public static final Refusal UNAVAILABLE = new Refusal(503, "service unavailable", true, "loadshed");

    /** The endpoint refused the connection, broke it, or did not speak HTTP. */
    public static final Refusal BAD_GATEWAY = new Refusal(502, "connection to endpoint failed", true, "i/o");

    /** The endpoint did not accept the connection in time. */
    public static final Refusal CONNECT_TIMEOUT = new Refusal(504, "connect timed out", true, "i/o");

    /** The request asks for an identity that the endpoint does not prove. */
    public static final Refusal IDENTITY_REQUIRED =
            new Refusal(502, "required identity not proven", true, "identity required");

    /** Nothing says whom the request is for. */
    public static final Refusal NO_AUTHORITY = new Refusal(500, "unexpected error", true, "unexpected");

    /** The name is not one that can be looked up. */
    public static final Refusal UNKNOWN_DESTINATION = new Refusal(502, "destination unknown", true, "unexpected");

    /** The status that a gRPC client is told instead (its code, a number). */
    public int grpcStatus() {
        return switch (status) {
            case 403 -> 7;
            case 404 -> 5;
            case 429 -> 8;
            case 502, 503 -> 14;
            case 504 -> 4;
            case 508 -> 10;
            default -> 13;
        };
    }

    /** What the statistics of a route call it. */
    String routeError() {
        return switch (error) {
            case "failfast" -> "FAIL_FAST";
            case "loadshed" -> "LOAD_SHED";
            default -> "UNKNOWN";
        };
    }

    /** The same refusal with the place where it arose in front of the message. */
    public Refusal at(String place) {
        return new Refusal(status, place + ": " + message, close, error);
    }
}
