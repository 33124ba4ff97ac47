package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import io.reactivemesh.wire.destination.Destination;
import io.reactivemesh.wire.destination.GetDestination;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.grpc.GrpcProtocol.GrpcProtocolReader;
import org.apache.pekko.grpc.GrpcProtocol.GrpcProtocolWriter;
import org.apache.pekko.grpc.javadsl.GrpcExceptionHandler;
import org.apache.pekko.grpc.javadsl.GrpcMarshalling;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.scaladsl.model.HttpEntity;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Serves {@link DestinationService} over HTTP. Does what the generated handler does, with less: messages are encoded once for all streams,
 * never compressed, and a request that has arrived whole is read without a stream. Answers 404 to the paths of other services.
 */
final class DestinationHandler implements Function<HttpRequest, CompletionStage<HttpResponse>> {
    private static final long serialVersionUID = 1;
    private static final String PREFIX = "/" + Destination.name + "/";
    private static final String GRPC = "application/grpc";

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

    /** What a method answers to a request. */
    private interface Answer
            extends java.util.function.Function<GetDestination, Source<HttpEntity.ChunkStreamPart, NotUsed>> {}

    @Override
    public CompletionStage<HttpResponse> apply(HttpRequest request) {
        String path = request.getUri().path();
        if (!path.startsWith(PREFIX)) {
            return plain(StatusCodes.NOT_FOUND);
        }
        return switch (path.substring(PREFIX.length())) {
            case "Get" -> serve(request, Method.GET, service::get);
            case "GetProfile" -> serve(request, Method.GET_PROFILE, service::getProfile);
            default -> plain(StatusCodes.NOT_FOUND);
        };
    }

    private CompletionStage<HttpResponse> serve(HttpRequest request, Method method, Answer answer) {
        if (!request.entity().getContentType().mediaType().toString().startsWith(GRPC)) {
            return plain(StatusCodes.UNSUPPORTED_MEDIA_TYPE);
        }
        return GrpcMarshalling.<HttpResponse>negotiated(
                        request,
                        (reader, writer) -> read(request.entity(), reader)
                                .thenApply(asked -> stream(answer.apply(asked), writer))
                                .exceptionally(failure -> {
                                    streams.refused(method, Statuses.code(failure));
                                    return GrpcExceptionHandler.standard(failure, Statuses.trailers(), writer, system);
                                }))
                .orElseGet(() -> plain(StatusCodes.UNSUPPORTED_MEDIA_TYPE));
    }

    private CompletionStage<GetDestination> read(RequestEntity entity, GrpcProtocolReader reader) {
        if (!(entity instanceof HttpEntity.Strict whole)) {
            return GrpcMarshalling.unmarshal(
                    entity, Destination.Serializers.GetDestinationSerializer, materializer, reader);
        }
        try {
            return CompletableFuture.completedFuture(Destination.Serializers.GetDestinationSerializer.deserialize(
                    reader.decodeSingleFrame().apply(whole.getData())));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static HttpResponse stream(
            Source<HttpEntity.ChunkStreamPart, NotUsed> messages, GrpcProtocolWriter writer) {
        return HttpResponse.create()
                .withEntity(new HttpEntity.Chunked(
                        writer.contentType(),
                        messages.<Object>mapMaterializedValue(none -> none).asScala()));
    }

    private static CompletionStage<HttpResponse> plain(StatusCode status) {
        return CompletableFuture.completedFuture(HttpResponse.create().withStatus(status));
    }
}
