package io.reactivemesh.ops.controller;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Liveness, readiness and metrics over HTTP. {@code /ready} answers 503 with the reason until proxies may be sent here, and from the
 * moment it drains. A node whose journal is broken still serves: 200, with {@code degraded: } and the reason.
 */
final class AdminServer {
    private static final ContentType TEXT = ContentTypes.TEXT_PLAIN_UTF8;
    private static final ContentType PROMETHEUS = MediaTypes.TEXT_PLAIN.toContentType(HttpCharsets.UTF_8);

    private final ServerBinding binding;

    private AdminServer(ServerBinding binding) {
        this.binding = binding;
    }

    /**
     * Binds it.
     *
     * @param metrics Prometheus text; null = not there yet
     */
    static CompletionStage<AdminServer> bind(
            String host,
            int port,
            Supplier<NodeHealth> health,
            Supplier<@Nullable String> metrics,
            ClassicActorSystemProvider system) {
        return Http.get(system)
                .newServerAt(host, port)
                .bindSync(request -> answer(request, health, metrics))
                .thenApply(AdminServer::new);
    }

    InetSocketAddress address() {
        return binding.localAddress();
    }

    CompletionStage<?> close(Duration deadline) {
        return binding.terminate(deadline);
    }

    private static HttpResponse answer(
            HttpRequest request, Supplier<NodeHealth> health, Supplier<@Nullable String> metrics) {
        if (!request.method().equals(HttpMethods.GET)) {
            return text(StatusCodes.METHOD_NOT_ALLOWED, "only GET is understood here\n");
        }
        return switch (request.getUri().path()) {
            case "/live" -> text(StatusCodes.OK, "live\n");
            case "/ping" -> text(StatusCodes.OK, "pong\n");
            case "/ready" -> ready(health.get());
            case "/metrics" -> {
                String scraped = metrics.get();
                yield scraped == null
                        ? text(StatusCodes.SERVICE_UNAVAILABLE, "metrics are being started\n")
                        : HttpResponse.create().withEntity(PROMETHEUS, ByteString.fromString(scraped));
            }
            default -> text(StatusCodes.NOT_FOUND, "there are /live, /ready, /metrics and /ping\n");
        };
    }

    private static HttpResponse ready(NodeHealth health) {
        if (health.notReady() != null) {
            return text(StatusCodes.SERVICE_UNAVAILABLE, "not ready: " + health.notReady() + "\n");
        }
        return text(StatusCodes.OK, health.degraded() != null ? "degraded: " + health.degraded() + "\n" : "ready\n");
    }

    private static HttpResponse text(StatusCode status, String body) {
        return HttpResponse.create().withStatus(status).withEntity(TEXT, ByteString.fromString(body));
    }
}
