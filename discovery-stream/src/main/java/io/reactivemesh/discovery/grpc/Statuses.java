package io.reactivemesh.discovery.grpc;

import io.grpc.Status;
import io.reactivemesh.discovery.port.Resolution;
import io.reactivemesh.discovery.stage.UnresolvedException;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.grpc.Trailers;
import org.apache.pekko.grpc.internal.GrpcEntityHelpers;
import org.apache.pekko.http.scaladsl.model.HttpEntity;
import org.apache.pekko.japi.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failure is called on the wire. The one place of this module where a failure becomes a status. */
final class Statuses {
    private static final Logger LOG = LoggerFactory.getLogger(Statuses.class);

    private Statuses() {}

    /** The mapping in the shape that Pekko gRPC asks for. */
    @SuppressWarnings("deprecation") // Pekko gRPC itself still asks for this Function.
    static Function<ActorSystem, Function<Throwable, Trailers>> trailers() {
        return _ -> failure -> new Trailers(of(failure));
    }

    /** The end of a stream. */
    static HttpEntity.ChunkStreamPart trailers(Status status) {
        return new HttpEntity.LastChunk("", GrpcEntityHelpers.statusHeaders(status));
    }

    /**
     * The status of a failure. INVALID_ARGUMENT and FAILED_PRECONDITION make a proxy give up, so only what no retry can cure maps to
     * them.
     */
    static Status of(Throwable failure) {
        Status known = known(failure);
        if (known != null) {
            return known;
        }
        LOG.atError().setCause(failure).log("a discovery stream failed");
        return Status.INTERNAL.withDescription("the control plane failed to answer; its log says why");
    }

    /** Only the code, for whoever counts: tells the log nothing. */
    static Status.Code code(Throwable failure) {
        Status known = known(failure);
        return known == null ? Status.Code.INTERNAL : known.getCode();
    }

    private static @Nullable Status known(Throwable failure) {
        return switch (failure) {
            case CompletionException wrapped when wrapped.getCause() != null -> known(wrapped.getCause());
            case Refusal refusal -> refusal.status();
            case UnresolvedException unresolved -> of(unresolved.resolution());
            case HistoryUnreadable unreadable -> Status.UNAVAILABLE.withDescription(unreadable.getMessage());
            default -> null;
        };
    }

    private static Status of(Resolution<?> resolution) {
        return switch (resolution) {
            case Resolution.Found<?> _ -> throw new IllegalArgumentException("a value is no refusal: " + resolution);
            case Resolution.NotFound<?>(String reason) -> Status.NOT_FOUND.withDescription(reason);
            case Resolution.Unsuitable<?>(String reason) -> Status.INVALID_ARGUMENT.withDescription(reason);
            case Resolution.Incomplete<?>(String reason) -> Status.FAILED_PRECONDITION.withDescription(reason);
            case Resolution.Ambiguous<?>(String reason) -> Status.FAILED_PRECONDITION.withDescription(reason);
        };
    }
}
