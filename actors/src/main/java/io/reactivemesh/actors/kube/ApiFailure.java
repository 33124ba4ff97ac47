package io.reactivemesh.actors.kube;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A request that came to nothing. Its message is for a person: what happened, and what to do about it where that is known. */
final class ApiFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int TOO_MANY = 429;
    /** Longer answers of load balancers are pages. */
    private static final int SHOWN = 300;

    private final int code;
    private final Duration retryAfter;

    private ApiFailure(int code, String message, Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /**
     * The server refused.
     *
     * @param said its own words; empty = none
     * @param retryAfter what it asked for; zero = nothing
     */
    static ApiFailure refused(int code, String said, Duration retryAfter) {
        String shown = said.length() <= SHOWN ? said : said.substring(0, SHOWN) + "...";
        String words = shown.isEmpty() ? "" : ": " + shown;
        return new ApiFailure(
                code,
                switch (code) {
                    case HttpURLConnection.HTTP_UNAUTHORIZED ->
                        "401 Unauthorized" + words
                                + " (expected: a token or client certificate that this API server accepts)";
                    case HttpURLConnection.HTTP_FORBIDDEN ->
                        "403 Forbidden" + words + " (expected: a ClusterRole that allows list and watch of it)";
                    case TOO_MANY -> "429 Too Many Requests" + words;
                    default -> code + words;
                },
                retryAfter,
                null);
    }

    /** No answer came, or only a part of one. */
    static ApiFailure unanswered(Throwable failure) {
        Throwable happened = failure;
        while (!(happened instanceof IOException) && happened.getCause() != null) {
            happened = happened.getCause();
        }
        String words = happened.getClass().getSimpleName();
        // ConnectException leaves it to its cause to say more, or nothing.
        for (Throwable at = happened; at != null; at = at.getCause()) {
            if (at.getMessage() != null && !at.getMessage().isEmpty()) {
                words += ": " + at.getMessage();
                break;
            }
        }
        return new ApiFailure(0, "no answer: " + words, Duration.ZERO, failure);
    }

    /** An answer did not come, or end, within a time. */
    static ApiFailure late(Duration after) {
        return new ApiFailure(0, "no answer within " + after.toMillis() + " ms", Duration.ZERO, null);
    }

    /** What a future failed with. */
    static ApiFailure of(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof ApiFailure known ? known : unanswered(cause);
    }

    String words() {
        return String.valueOf(getMessage());
    }

    /** The longer of what we would wait and what the server asked for. */
    Duration waitAtLeast(Duration own) {
        return own.compareTo(retryAfter) < 0 ? retryAfter : own;
    }

    /** The version that a watch or list was to go on from is not kept any more. */
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
