package io.reactivemesh.discovery.grpc;

import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.pattern.Patterns;
import org.jspecify.annotations.Nullable;

/** A bound server of discovery or of policies. Any thread. */
public final class DiscoveryServer {
    private static final String OWN_SETTINGS = "mesh.discovery.http-server";
    private static final String HTTP_SETTINGS = "pekko.http.server";

    /** What connections have to write the ends of their streams; Pekko does not say when that is done. */
    private static final Duration ENDS_WRITTEN = Duration.ofMillis(200);

    private final Served services;
    private final ServerBinding binding;
    private final ActorSystem system;
    private @Nullable CompletionStage<Void> drained;

    private DiscoveryServer(Served services, ServerBinding binding, ActorSystem system) {
        this.services = services;
        this.binding = binding;
        this.system = system;
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
                .thenApply(binding -> new DiscoveryServer(services, binding, system.classicSystem()));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /**
     * Stops listening, ends every stream with status OK, then tells every client to go elsewhere and closes the connections. Idempotent: the first call counts.
     *
     * @param deadline how long a connection may take before it is cut
     */
    public synchronized CompletionStage<Void> drain(Duration deadline) {
        CompletionStage<Void> before = drained;
        if (before != null) {
            return before;
        }
        CompletionStage<?> unbound = binding.unbind();
        // The streams before GOAWAY, and not after: a connection that is told to terminate closes with its last stream,
        // now and then before
        // that stream's trailers are out. A client that asks again meanwhile is answered with OK at once.
        CompletionStage<?> closed = services.drain()
                .thenCompose(_ -> Patterns.after(ENDS_WRITTEN, system, () -> binding.terminate(deadline)));
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
