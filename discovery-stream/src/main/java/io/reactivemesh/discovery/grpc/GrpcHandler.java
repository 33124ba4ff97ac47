package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.grpc.GrpcProtocol.GrpcProtocolReader;
import org.apache.pekko.grpc.GrpcProtocol.GrpcProtocolWriter;
import org.apache.pekko.grpc.ProtobufSerializer;
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
 * Serves one gRPC service whose methods all take the same request. Does what the generated handler does, with less: messages are encoded
 * once for all streams, never compressed, and a request that has arrived whole is read without a stream. Answers 404 to the paths of other
 * services.
 *
 * @param <Q> the request
 */
final class GrpcHandler<Q> implements Function<HttpRequest, CompletionStage<HttpResponse>> {
    private static final long serialVersionUID = 1;
    private static final String GRPC = "application/grpc";

    private final String prefix;
    private final transient ProtobufSerializer<Q> requests;
    private final transient Map<String, Call<Q>> calls;
    private final transient Streams streams;
    private final transient ClassicActorSystemProvider system;
    private final transient Materializer materializer;

    /**
     * A handler.
     *
     * @param service full name, {@code io.linkerd.proxy.destination.Destination}
     * @param calls by the name of the method
     */
    GrpcHandler(
            String service,
            ProtobufSerializer<Q> requests,
            Map<String, Call<Q>> calls,
            Streams streams,
            ClassicActorSystemProvider system) {
        this.prefix = "/" + service + "/";
        this.requests = requests;
        this.calls = Map.copyOf(calls);
        this.streams = streams;
        this.system = system;
        this.materializer = Materializer.matFromSystem(system);
    }

    /**
     * A method.
     *
     * @param answer the messages, encoded; refuses by throwing
     */
    record Call<Q>(Method method, java.util.function.Function<Q, Source<HttpEntity.ChunkStreamPart, NotUsed>> answer) {}

    @Override
    public CompletionStage<HttpResponse> apply(HttpRequest request) {
        String path = request.getUri().path();
        Call<Q> call = path.startsWith(prefix) ? calls.get(path.substring(prefix.length())) : null;
        return call == null ? plain(StatusCodes.NOT_FOUND) : serve(request, call);
    }

    private CompletionStage<HttpResponse> serve(HttpRequest request, Call<Q> call) {
        if (!request.entity().getContentType().mediaType().toString().startsWith(GRPC)) {
            return plain(StatusCodes.UNSUPPORTED_MEDIA_TYPE);
        }
        return GrpcMarshalling.<HttpResponse>negotiated(
                        request,
                        (reader, writer) -> read(request.entity(), reader)
                                .thenApply(asked -> stream(call.answer().apply(asked), writer))
                                .exceptionally(failure -> {
                                    streams.refused(call.method(), Statuses.code(failure));
                                    return GrpcExceptionHandler.standard(failure, Statuses.trailers(), writer, system);
                                }))
                .orElseGet(() -> plain(StatusCodes.UNSUPPORTED_MEDIA_TYPE));
    }

    private CompletionStage<Q> read(RequestEntity entity, GrpcProtocolReader reader) {
        if (!(entity instanceof HttpEntity.Strict whole)) {
            return GrpcMarshalling.unmarshal(entity, requests, materializer, reader);
        }
        try {
            return CompletableFuture.completedFuture(
                    requests.deserialize(reader.decodeSingleFrame().apply(whole.getData())));
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
