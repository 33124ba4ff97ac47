package io.reactivemesh.proxy.stack;

import org.jspecify.annotations.Nullable;

/**
 * Why a call ends without an endpoint's answer, and what the client is told.
 *
 * @param status the HTTP status of the synthesized response
 * @param grpcStatus the status that a gRPC client is told instead (its code, a number)
 * @param message goes to the log and, where allowed, into {@code l5d-proxy-error}
 * @param close whether the client's connection is closed after the response
 * @param error the value of the {@code error} label in the error counters; empty when a policy asked for this answer, which is
 *     no error
 * @param location where the client is sent instead; null = nowhere
 */
public record Refusal(
        int status,
        int grpcStatus,
        String message,
        boolean close,
        String error,
        @Nullable String location) {

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

    /** The request was not answered in the time that it had. */
    public static final Refusal REQUEST_TIMEOUT = timeout("request timed out", false);

    /** The endpoint did not begin to answer, or did not finish, in the time that it had. */
    public static final Refusal RESPONSE_TIMEOUT = timeout("response timed out", false);

    /** Nothing came or went for too long. */
    public static final Refusal IDLE_TIMEOUT = timeout("idle timeout", false);

    /** The endpoint did not begin to answer in the time that a service profile gives. */
    public static final Refusal PROFILE_TIMEOUT = timeout("response headers timed out", true);

    /** Nothing says whom the request is for. */
    public static final Refusal NO_AUTHORITY = new Refusal(500, "unexpected error", true, "unexpected");

    /** The name is not one that can be looked up. */
    public static final Refusal UNKNOWN_DESTINATION = new Refusal(502, "destination unknown", true, "unexpected");

    /** No route is for this request. */
    public static final Refusal NO_ROUTE = new Refusal(404, "no route", false, "");

    /** The policy that the control plane has sent makes no sense. */
    public static final Refusal INVALID_POLICY = new Refusal(500, "invalid policy", true, "unexpected");

    /** A backend of a kind that this proxy does not know. */
    public static final Refusal NO_DISPATCHER = new Refusal(502, "backend has no dispatcher", true, "invalid_backend");

    /** A route says that nobody may connect. */
    public static final Refusal FORBIDDEN = new Refusal(403, "forbidden", true, "forbidden");

    /** A route says of itself that it makes no sense. */
    public static Refusal invalidRoute(String message) {
        return new Refusal(500, "invalid route: " + message, true, "invalid_policy");
    }

    /** A redirect that cannot be worked out for this request. */
    public static final Refusal INVALID_REDIRECT = new Refusal(500, "invalid redirect", true, "unexpected");

    /** The client, or all clients together, have asked too often. */
    public static Refusal rateLimited(String message) {
        return new Refusal(429, message, false, "");
    }

    /** A refusal with the gRPC status that goes with its HTTP status. */
    public Refusal(int status, String message, boolean close, String error) {
        this(status, grpcStatus(status), message, close, error, null);
    }

    /** The client is to go elsewhere. */
    public static Refusal redirect(int status, String location) {
        return new Refusal(status, 5, "redirected", false, "", location);
    }

    /** A policy asks that the request fails. */
    public static Refusal injected(int status, int grpcStatus, String message) {
        return new Refusal(status, grpcStatus, message, false, "", null);
    }

    private static Refusal timeout(String message, boolean close) {
        return new Refusal(504, message, close, "response timeout");
    }

    private static int grpcStatus(int status) {
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

    /** Whether an endpoint is to blame: it could not be reached, broke off, or took too long. */
    boolean isEndpointsFault() {
        return error.equals("i/o") || isTimeout();
    }

    /** Whether a queue has given up. */
    boolean isFailFast() {
        return error.equals("failfast");
    }

    /** Whether the time was up. */
    boolean isTimeout() {
        return error.equals("response timeout");
    }

    /** What the statistics of a route call it; empty = its status says it all. */
    String routeError() {
        return switch (error) {
            case "failfast" -> "FAIL_FAST";
            case "loadshed" -> "LOAD_SHED";
            case "response timeout" -> timeoutError();
            case "", "i/o" -> "";
            default -> "UNKNOWN";
        };
    }

    /** What the statistics of a route call it when it ends a response that had begun. */
    String streamError() {
        if (error.equals("i/o")) {
            return "IO";
        }
        return equals(RESPONSE_TIMEOUT) ? "RESPONSE_STREAM_TIMEOUT" : routeError();
    }

    private String timeoutError() {
        if (equals(REQUEST_TIMEOUT)) {
            return "REQUEST_TIMEOUT";
        }
        return equals(IDLE_TIMEOUT) ? "IDLE_TIMEOUT" : "RESPONSE_HEADERS_TIMEOUT";
    }

    /** The same refusal with the place where it arose in front of the message. */
    public Refusal at(String place) {
        return new Refusal(status, grpcStatus, place + ": " + message, close, error, location);
    }
}
