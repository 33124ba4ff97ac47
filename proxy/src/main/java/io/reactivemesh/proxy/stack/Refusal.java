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

    /** Nothing says whom the request is for. */
    public static final Refusal NO_AUTHORITY = new Refusal(500, "unexpected error", true, "unexpected");

    /** The name is not one that can be looked up. */
    public static final Refusal UNKNOWN_DESTINATION = new Refusal(502, "destination unknown", true, "unexpected");

    /** No route is for this request. */
    public static final Refusal NO_ROUTE = new Refusal(404, "no route", false, "");

    /** The policy that the control plane has sent makes no sense. */
    public static final Refusal INVALID_POLICY = new Refusal(500, "invalid policy", true, "unexpected");

    /** A redirect that cannot be worked out for this request. */
    public static final Refusal INVALID_REDIRECT = new Refusal(500, "invalid redirect", true, "unexpected");

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

    /** What the statistics of a route call it. */
    String routeError() {
        return switch (error) {
            case "failfast" -> "FAIL_FAST";
            case "loadshed" -> "LOAD_SHED";
            case "" -> "";
            default -> "UNKNOWN";
        };
    }

    /** The same refusal with the place where it arose in front of the message. */
    public Refusal at(String place) {
        return new Refusal(status, grpcStatus, place + ": " + message, close, error, location);
    }
}
