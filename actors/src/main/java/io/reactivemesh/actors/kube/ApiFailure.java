package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/**
 * Why a request failed.
 *
 * @param code the HTTP status; 0 = no answer came
 * @param words for a person: what happened, and what to do about it where that is known
 * @param retryAfter what the server asked for; zero = nothing
 */
record ApiFailure(int code, String words, Duration retryAfter) {
    private static final int TOO_MANY = 429;

    /** Reads a failure. */
    static ApiFailure of(Throwable failure, Resource resource) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof KubernetesClientException refused && refused.getCode() > 0) {
            return refused(refused, resource);
        }
        if (cause instanceof TimeoutException) {
            return new ApiFailure(0, "no answer in time", Duration.ZERO);
        }
        return new ApiFailure(0, "no answer: " + root(cause), Duration.ZERO);
    }

    private static ApiFailure refused(KubernetesClientException refused, Resource resource) {
        String message =
                refused.getStatus() == null ? null : refused.getStatus().getMessage();
        String said = message == null || message.isEmpty() ? "" : ": " + message;
        String words = switch (refused.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                "401 Unauthorized" + said + " (expected: a token or certificate that this API server accepts)";
            case HttpURLConnection.HTTP_FORBIDDEN ->
                "403 Forbidden" + said + " (expected: a ClusterRole that allows list and watch of " + resource.words()
                        + ")";
            case TOO_MANY -> "429 Too Many Requests" + said;
            default -> refused.getCode() + said;
        };
        Integer seconds = refused.getStatus() == null || refused.getStatus().getDetails() == null
                ? null
                : refused.getStatus().getDetails().getRetryAfterSeconds();
        return new ApiFailure(refused.getCode(), words, seconds == null ? Duration.ZERO : Duration.ofSeconds(seconds));
    }

    /** The innermost failure says what happened: {@code ConnectException}, {@code SSLHandshakeException: PKIX path building failed}. */
    private static String root(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return innermost.getClass().getSimpleName() + (message == null || message.isEmpty() ? "" : ": " + message);
    }

    /** The version that a watch or list went on from is not kept any more. */
    boolean gone() {
        return code == HttpURLConnection.HTTP_GONE;
    }

    /** The cluster has no such kind. */
    boolean absent() {
        return code == HttpURLConnection.HTTP_NOT_FOUND;
    }

    boolean forbidden() {
        return code == HttpURLConnection.HTTP_FORBIDDEN;
    }
}
