package io.reactivemesh.discovery.grpc;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;

/** All services of one server. Any thread. */
public sealed interface Served permits DiscoveryServices, PolicyServices {
    /** The handler to bind. Needs HTTP/2 with prior knowledge, {@code idle-timeout = infinite} and many concurrent streams. */
    Function<HttpRequest, CompletionStage<HttpResponse>> handler(ClassicActorSystemProvider system);

    /**
     * Ends every stream with status OK, so that proxies go to another node; streams opened later end at once. Idempotent.
     *
     * @return completes when no stream is open any more
     */
    CompletionStage<Void> drain();
}
