package io.reactivemesh.discovery.grpc;

import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.jspecify.annotations.Nullable;

/** A bound server of discovery or of policies. Any thread. */
public final class DiscoveryServer {
    private static final String OWN_SETTINGS = "mesh.discovery.http-server";
    private static final String HTTP_SETTINGS = "pekko.http.server";

    private final Served services;
    private final ServerBinding binding;
    private @Nullable CompletionStage<Void> drained;

    private DiscoveryServer(Served services, ServerBinding binding) {
        this.services = services;
        this.binding = binding;
    }

    /**
     * Binds the services: gRPC over HTTP/2 with prior knowledge.
     *
     * @param port 0 = any that is free
     * @return fails with the reason when the address can't be bound
     */
    public static CompletionStage<DiscoveryServer> bind(
            Served services, String host, int port, ClassicActorSystemProvider system) {
        return Http.get(system)
                .newServerAt(host, port)
                .withSettings(settings(system.classicSystem().settings().config()))
                .bind(services.handler(system))
                .thenApply(binding -> new DiscoveryServer(services, binding));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /**
     * Stops listening, tells every client to go elsewhere, ends every stream with status OK, and closes each connection when all that was
     * written to it is out. Idempotent: the first call counts.
     *
     * @param deadline how long a connection may take before it is cut
     */
    public synchronized CompletionStage<Void> drain(Duration deadline) {
        CompletionStage<Void> before = drained;
        if (before != null) {
            return before;
        }
        CompletionStage<?> unbound = binding.unbind();
        // GOAWAY before the streams end, and not after: the connection then waits for them and for their trailers, and
        // closes by itself.
        // Told to terminate when they have ended already, it closes at once, with the trailers still on their way.
        CompletionStage<?> closed = binding.terminate(deadline);
        var _ = services.drain();
        CompletionStage<Void> now = closed.thenCombine(unbound, (_, _) -> null);
        drained = now;
        return now;
    }

    private static ServerSettings settings(Config config) {
        return ServerSettings.create(config.getConfig(OWN_SETTINGS)
                .withFallback(config.getConfig(HTTP_SETTINGS))
                .atPath(HTTP_SETTINGS)
                .withFallback(config));
    }
}
