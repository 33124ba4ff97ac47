package io.reactivemesh.proxy.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.GrpcCode;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.OwnRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call on a stream of an HTTP/2 connection.
 *
 * <pre>
 *   CREATED ── start ──► WAITING ── head ──► ANSWERING ── trailers, all answers delivered ──► CLOSED
 *                            │  └── trailers only, any failure, deadline, cancel ──────────────►
 *                            └── refused: sent again
 * </pre>
 *
 * <p>Answers are delivered as they are asked for. While somebody asks, bytes count as taken when they come, as a message may be longer
 * than any window; while nobody does, they are held, and the server stops when the window of the stream is full. Event loop only.
 *
 * @param <Q> request
 * @param <R> answer
 */
public final class Http2Call<Q extends MessageLite, R> implements GrpcCall<Q, R>, OwnRequest.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(Http2Call.class);

    private static final byte[] CONTENT_TYPE = "content-type".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENCODING = "grpc-encoding".getBytes(StandardCharsets.US_ASCII);
    private static final String GRPC = "application/grpc";
    private static final String USER_AGENT = "grpc-java-reactivemesh/"
            + Optional.ofNullable(Http2Call.class.getPackage().getImplementationVersion())
                    .orElse("dev");

    private final Loop loop;
    private final GrpcMethod<Q, R> method;
    private final Target target;
    private final @Nullable Duration longest;
    private final MessageReader reader = new MessageReader();
    private @Nullable OwnRequest request;
    private @Nullable Listener<R> listener;
    private @Nullable GrpcStatus ending;
    private Runnable cancelDeadline = () -> {};
    private int wanted;
    private int untaken;
    private boolean delivering;
    private boolean closed;

    /**
     * Whom calls are made to.
     *
     * @param authority as {@code :authority} has it
     * @param dispatch sends a request there, now or when it can be; or {@link OwnRequest#fail fails} it
     */
    public record Target(String authority, Consumer<OwnRequest> dispatch) {}

    /**
     * Creates a call that is not made yet.
     *
     * @param longest how long the whole of it may take; null = as long as it takes
     */
    public Http2Call(Loop loop, GrpcMethod<Q, R> method, Target target, @Nullable Duration longest) {
        this.loop = loop;
        this.method = method;
        this.target = target;
        this.longest = longest;
    }

    @Override
    public void start(Q message, Listener<R> newListener) {
        listener = newListener;
        byte[] body = MessageReader.framed(message.toByteArray());
        OwnRequest made = new OwnRequest(loop, target.authority(), method.path(), fields(), body, this);
        request = made;
        if (longest != null) {
            cancelDeadline = loop.schedule(this::expire, longest);
        }
        target.dispatch().accept(made);
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("te", "trailers");
        fields.put("content-type", GRPC);
        fields.put("user-agent", USER_AGENT);
        if (longest != null) {
            fields.put("grpc-timeout", GrpcTimeout.text(longest));
        }
        return fields;
    }

    private void expire() {
        fail(new GrpcStatus(GrpcCode.DEADLINE_EXCEEDED, "no answer within " + longest));
    }

    @Override
    public void request(int answers) {
        wanted += answers;
        deliver();
    }

    @Override
    public void cancel(String reason) {
        if (!closed) {
            LOG.atTrace().addKeyValue("method", method.path()).log(reason);
            close();
        }
    }

    /** Ends the call on this side, whatever the server still wants to say. */
    private void close() {
        closed = true;
        cancelDeadline.run();
        reader.release();
        if (request != null) {
            request.cancel();
        }
    }

    private void fail(GrpcStatus status) {
        if (!closed) {
            close();
            Objects.requireNonNull(listener).closed(status);
        }
    }

    // ---- from the server

    @Override
    public void head(FieldSection head, int status, boolean end) {
        GrpcStatus said = GrpcStatus.in(head);
        String type = head.value(CONTENT_TYPE);
        String encoding = head.value(ENCODING);
        if (end && said != null) {
            fail(said);
        } else if (status != 200) {
            fail(GrpcStatus.ofHttp(status));
        } else if (type == null || !type.startsWith(GRPC)) {
            fail(new GrpcStatus(GrpcCode.UNKNOWN, "content-type " + type + " (expected: " + GRPC + ")"));
        } else if (end) {
            fail(new GrpcStatus(GrpcCode.UNKNOWN, "no grpc-status (expected: in a head that is all of an answer)"));
        } else if (encoding != null && !encoding.equals("identity")) {
            fail(new GrpcStatus(GrpcCode.INTERNAL, "grpc-encoding " + encoding + " (expected: identity, as offered)"));
        }
    }

    @Override
    public void data(ByteBuf in, int from, int length) {
        if (!closed) {
            reader.add(in, from, length);
            untaken += length;
            deliver();
        }
    }

    @Override
    public void end(@Nullable FieldSection trailers) {
        if (trailers == null) {
            ending = new GrpcStatus(GrpcCode.INTERNAL, "body without trailers (expected: grpc-status in them)");
        } else {
            GrpcStatus said = GrpcStatus.in(trailers);
            ending = said == null ? new GrpcStatus(GrpcCode.UNKNOWN, "no grpc-status (expected: in trailers)") : said;
        }
        deliver();
    }

    @Override
    public void reset(String error) {
        fail(GrpcStatus.ofReset(error));
    }

    @Override
    public void lost(String why) {
        fail(new GrpcStatus(GrpcCode.UNAVAILABLE, why));
    }

    @Override
    public void refused() {
        if (!closed && request != null) {
            target.dispatch().accept(request);
        }
    }

    /** Hands over what is here and wanted, then lets the server send more. */
    private void deliver() {
        if (delivering || closed || request == null) {
            return;
        }
        delivering = true;
        try {
            while (!closed && wanted > 0 && reader.advance()) {
                wanted--;
                hand();
            }
        } finally {
            delivering = false;
        }
        if (!closed) {
            settle();
        }
    }

    private void hand() {
        R message;
        try {
            message = method.answers().parseFrom(reader.array(), reader.offset(), reader.length());
        } catch (InvalidProtocolBufferException e) {
            fail(new GrpcStatus(GrpcCode.INTERNAL, "message of " + reader.length() + " bytes: " + e.getMessage()));
            return;
        }
        try {
            Objects.requireNonNull(listener).message(message);
        } catch (RuntimeException e) {
            // Whoever can't take this message is not to bring the other calls on the connection down.
            LOG.atError().addKeyValue("method", method.path()).setCause(e).log("Answer not taken");
            fail(new GrpcStatus(GrpcCode.CANCELLED, "answer not taken: " + e));
        }
    }

    private void settle() {
        reader.trim();
        GrpcStatus error = reader.error();
        if (error != null) {
            fail(error);
        } else if (ending == null) {
            take(wanted > 0 ? untaken : Math.max(0, untaken - reader.held()));
        } else if (wanted > 0 || reader.held() == 0) {
            finish(ending);
        }
    }

    private void take(int bytes) {
        untaken -= bytes;
        if (request != null) {
            request.took(bytes);
        }
    }

    /** All that could be delivered is. */
    private void finish(GrpcStatus status) {
        boolean torn = reader.held() > 0 && status.code() == GrpcCode.OK;
        fail(torn ? new GrpcStatus(GrpcCode.INTERNAL, "answer ends within a message (expected: after one)") : status);
    }
}
