package io.reactivemesh.actors.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One GET request, its answer handed on while it comes. */
final class Get {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_OF_A_REFUSAL = 64 * 1024;

    /** Null when it is over: connections remember what they were last used for, and answers are large. */
    private @Nullable Answer answer;

    private final ByteArrayOutputStream refusal = new ByteArrayOutputStream();
    private @Nullable CompletableFuture<HttpResponse<AsyncBody>> call;
    private @Nullable HttpResponse<AsyncBody> response;

    private Get(Answer answer) {
        this.answer = answer;
    }

    /** Who is told of an answer: one call at a time, in this order, the last exactly once unless it is cancelled. */
    interface Answer {
        /** The request was granted. */
        void begun();

        /** The next bytes of what was asked for; to be consumed before it returns. What it throws ends the request. */
        void bytes(ByteBuffer bytes);

        /** That was it. */
        void ended(@Nullable ApiFailure failure);
    }

    /** Sends a request. */
    static Get send(HttpClient client, URI uri, String accept, Answer answer) {
        Get get = new Get(answer);
        HttpRequest request = client.newHttpRequestBuilder()
                .uri(uri)
                .setHeader("Accept", accept)
                .forStreaming()
                .build();
        CompletableFuture<HttpResponse<AsyncBody>> call;
        try {
            call = client.consumeBytes(request, (buffers, body) -> {
                get.bytes(buffers);
                body.consume();
            });
        } catch (RuntimeException e) {
            call = CompletableFuture.failedFuture(e);
        }
        get.sent(call);
        call.whenComplete(get::answered);
        return get;
    }

    private synchronized void sent(CompletableFuture<HttpResponse<AsyncBody>> sent) {
        call = sent;
    }

    /** Gives up on it; nothing more is told. Idempotent. */
    void cancel() {
        HttpResponse<AsyncBody> answered;
        synchronized (this) {
            answer = null;
            answered = response;
        }
        if (answered != null) {
            answered.body().cancel();
        } else if (call != null) {
            call.cancel(true);
        }
    }

    private void answered(@Nullable HttpResponse<AsyncBody> granted, @Nullable Throwable failure) {
        if (granted == null) {
            end(ApiFailure.unanswered(failure == null ? new IOException("no response") : failure));
            return;
        }
        Answer told;
        synchronized (this) {
            response = granted;
            told = answer;
        }
        if (told == null) {
            granted.body().cancel();
            return;
        }
        if (granted.isSuccessful()) {
            told.begun();
        }
        granted.body().done().whenComplete((_, broken) -> {
            if (!granted.isSuccessful()) {
                end(refusal(granted));
            } else {
                end(broken == null ? null : ApiFailure.of(broken));
            }
        });
        granted.body().consume();
    }

    private void bytes(List<ByteBuffer> buffers) {
        Answer told;
        HttpResponse<AsyncBody> granted;
        synchronized (this) {
            told = answer;
            granted = response;
        }
        for (ByteBuffer buffer : buffers) {
            if (told != null && granted != null && granted.isSuccessful()) {
                told.bytes(buffer);
            } else {
                byte[] bytes = new byte[Math.min(buffer.remaining(), MOST_OF_A_REFUSAL - refusal.size())];
                buffer.get(bytes);
                refusal.writeBytes(bytes);
            }
        }
    }

    private ApiFailure refusal(HttpResponse<AsyncBody> refused) {
        String said = refusal.toString(StandardCharsets.UTF_8).strip();
        long seconds = seconds(refused.header("Retry-After"));
        try {
            JsonNode status = JSON.readTree(said);
            if (status != null && status.path("message").isTextual()) {
                said = status.path("message").asText();
                seconds = Math.max(
                        seconds,
                        status.path("details").path("retryAfterSeconds").asLong());
            }
        } catch (IOException e) {
            // Not from an API server, but from something in front of it: as it is.
        }
        return ApiFailure.refused(refused.code(), said, Duration.ofSeconds(seconds));
    }

    private static long seconds(@Nullable String retryAfter) {
        return retryAfter != null && retryAfter.matches("\\d{1,6}") ? Long.parseLong(retryAfter) : 0;
    }

    private void end(@Nullable ApiFailure failure) {
        Answer told;
        synchronized (this) {
            told = answer;
            answer = null;
        }
        if (told != null) {
            told.ended(failure);
        }
    }
}
