package io.reactivemesh.discovery.grpc;

import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.pattern.Patterns;

/** A bound discovery server. Any thread. */
public final class DiscoveryServer {
    private static final String OWN_SETTINGS = "mesh.discovery.http-server";
    private static final String HTTP_SETTINGS = "pekko.http.server";

    /** Termination cuts HTTP/2 connections, with what was written last: the trailers of the streams that just ended have to be gone. */
    private static final Duration FLUSH = Duration.ofMillis(200);

    private final DiscoveryServices services;
    private final ServerBinding binding;
    private final ClassicActorSystemProvider system;

    private DiscoveryServer(DiscoveryServices services, ServerBinding binding, ClassicActorSystemProvider system) {
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
            DiscoveryServices services, String host, int port, ClassicActorSystemProvider system) {
        return Http.get(system)
                .newServerAt(host, port)
                .withSettings(settings(system.classicSystem().settings().config()))
                .bind(services.handler(system))
                .thenApply(binding -> new DiscoveryServer(services, binding, system));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /**
     * Stops listening, ends every stream with status OK, and closes the connections. Idempotent.
     *
     * @param deadline how long streams may take to end before they are cut
     */
    public CompletionStage<Void> drain(Duration deadline) {
        CompletionStage<?> unbound = binding.unbind();
        CompletableFuture<Void> ended = services.drain().toCompletableFuture();
        return ended.completeOnTimeout(null, deadline.toMillis(), TimeUnit.MILLISECONDS)
                .thenCombine(unbound, (_, _) -> null)
                .thenCompose(_ -> Patterns.after(FLUSH, system, () -> binding.terminate(FLUSH)))
                .thenAccept(_ -> {});
    }

    private static ServerSettings settings(Config config) {
        return ServerSettings.create(config.getConfig(OWN_SETTINGS)
                .withFallback(config.getConfig(HTTP_SETTINGS))
                .atPath(HTTP_SETTINGS)
                .withFallback(config));
    }
}
