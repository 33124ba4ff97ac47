package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import io.reactivemesh.wire.destination.Destination;
import io.reactivemesh.wire.destination.GetDestination;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.grpc.javadsl.GrpcExceptionHandler;
import org.apache.pekko.grpc.javadsl.GrpcMarshalling;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Serves {@link DestinationService} over HTTP. Does what the generated handler does, but sends messages that are encoded already: the
 * generated one encodes every message once per stream. Answers 404 to the paths of other services.
 */
final class DestinationHandler implements Function<HttpRequest, CompletionStage<HttpResponse>> {
    private static final long serialVersionUID = 1;
    private static final String PREFIX = "/" + Destination.name + "/";

    private final transient DestinationService service;
    private final transient Streams streams;
    private final transient ClassicActorSystemProvider system;
    private final transient Materializer materializer;

    DestinationHandler(DestinationService service, Streams streams, ClassicActorSystemProvider system) {
        this.service = service;
        this.streams = streams;
        this.system = system;
        this.materializer = Materializer.matFromSystem(system);
    }

    @Override
    public CompletionStage<HttpResponse> apply(HttpRequest request) {
        String path = request.getUri().path();
        if (!path.startsWith(PREFIX)) {
            return CompletableFuture.completedFuture(HttpResponse.create().withStatus(StatusCodes.NOT_FOUND));
        }
        return switch (path.substring(PREFIX.length())) {
            case "Get" -> serve(request, Method.GET, service::get);
            case "GetProfile" -> serve(request, Method.GET_PROFILE, service::getProfile);
            default -> CompletableFuture.completedFuture(HttpResponse.create().withStatus(StatusCodes.NOT_FOUND));
        };
    }

    private CompletionStage<HttpResponse> serve(
            HttpRequest request,
            Method method,
            java.util.function.Function<GetDestination, Source<Encoded, NotUsed>> answer) {
        return GrpcMarshalling.<HttpResponse>negotiated(
                        request,
                        (reader, writer) -> GrpcMarshalling.unmarshal(
                                        request.entity(),
                                        Destination.Serializers.GetDestinationSerializer,
                                        materializer,
                                        reader)
                                .thenApply(asked -> GrpcMarshalling.marshalStream(
                                        streams.of(method, answer.apply(asked)),
                                        Encoded.Serializer.INSTANCE,
                                        writer,
                                        system,
                                        Statuses.trailers()))
                                .exceptionally(failure ->
                                        GrpcExceptionHandler.standard(failure, Statuses.trailers(), writer, system)))
                .orElseGet(() -> CompletableFuture.completedFuture(
                        HttpResponse.create().withStatus(StatusCodes.UNSUPPORTED_MEDIA_TYPE)));
    }
}
