package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.HeadEdits;
import io.reactivemesh.proxy.stack.Measurement;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.RequestHead;
import io.reactivemesh.proxy.stack.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a supervised request of HTTP/2.
 *
 * <pre>
 *              attach              respond              nothing to wait for
 *   WAITING ────────────► SENT ──────────────► (PEEKING) ───────────────────► ANSWERING
 *      │                   │                       │
 *      └───────────────────┴── outcome retried ────┴──► VOID
 * </pre>
 *
 * PEEKING holds a head, and at most one piece of its body, until it is known whether trailers follow at once: what has come in the same
 * turn of the event loop is "at once". Event loop only.
 */
final class Http2Attempt implements Http2Caller {

    private final SupervisedHttp2 owner;
    private final Http2Caller client;
    private final Measurement measurement;
    private @Nullable StreamEnd endpoint;
    private @Nullable FieldSection heldHead;
    private @Nullable ByteBuf heldData;
    private int heldStatus;
    private int taken;
    private boolean told;
    private boolean repeated;
    private boolean isVoid;

    Http2Attempt(SupervisedHttp2 owner) {
        this.owner = owner;
        this.client = owner.client;
        this.measurement = client.measurement().ofAttempt();
        if (owner.grpc) {
            measurement.grpc();
        }
    }

    // ---- the call, as the layers below see it

    @Override
    public RequestHead request() {
        return client.request();
    }

    /** One attempt follows the other: the filters of each begin anew. */
    @Override
    public HeadEdits edits() {
        return client.edits();
    }

    @Override
    public FieldSection head() {
        return client.head();
    }

    @Override
    public int requestDrop() {
        return client.requestDrop();
    }

    @Override
    public boolean isHead() {
        return client.isHead();
    }

    @Override
    public boolean bodiless() {
        return client.bodiless();
    }

    @Override
    public ByteBufAllocator allocator() {
        return client.allocator();
    }

    @Override
    public Measurement measurement() {
        return measurement;
    }

    @Override
    public boolean isOpen() {
        return !isVoid && endpoint == null && !owner.isClosed();
    }

    @Override
    public boolean mayRepeat() {
        boolean may = !isVoid && !repeated && owner.repeatable();
        repeated = true;
        return may;
    }

    @Override
    public void refuse(Refusal why) {
        if (!isVoid && !owner.isClosed()) {
            endpoint = null;
            fail(why);
        }
    }

    @Override
    public void attach(StreamEnd newEndpoint) {
        endpoint = newEndpoint;
        taken = 0;
        owner.body.giveTo(newEndpoint);
        tellWhenSent();
    }

    // ---- from the client

    void send(ByteBuf in, int from, int length, boolean end) {
        if (endpoint != null) {
            endpoint.data(in, from, length, end);
            tellWhenSent();
        }
    }

    void send(FieldSection trailers) {
        if (endpoint != null) {
            endpoint.trailers(trailers);
            tellWhenSent();
        }
    }

    void clientTook(int bytes) {
        if (endpoint != null) {
            endpoint.taken(bytes);
        }
    }

    /** The client has gone. */
    void abandon(int code) {
        measurement.abandon();
        leave(code);
    }

    /** The client has everything and will send nothing more. */
    void clientDone() {
        StreamEnd end = endpoint;
        if (end != null) {
            end.detach();
            endpoint = null;
        }
    }

    private void tellWhenSent() {
        if (!told && owner.body.hasEnded() && taken >= owner.received()) {
            told = true;
            measurement.requestEnd();
            owner.sent();
        }
    }

    // ---- from the supervisor

    /** Ends this attempt, whatever it is at; the client is told by others. */
    void stop(Refusal why) {
        if (isVoid) {
            return;
        }
        if (owner.isAnswered()) {
            measurement.cut(why);
        } else {
            measurement.refused(why);
        }
        leave(Http2Error.CANCEL);
    }

    /** Is of no interest any more, and tells its endpoint. */
    private void leave(int code) {
        isVoid = true;
        dropHeld();
        StreamEnd end = endpoint;
        endpoint = null;
        if (end != null) {
            end.reset(code);
        }
    }

    // ---- from the endpoint

    @Override
    public void taken(int bytes) {
        taken += bytes;
        owner.leftFor(taken);
        tellWhenSent();
    }

    @Override
    public void answeredIn(OrigProto version) {
        client.answeredIn(version);
    }

    @Override
    public void interim(FieldSection response) {
        if (!isVoid) {
            client.interim(response);
        }
    }

    @Override
    public void respond(FieldSection response, int status, boolean end) {
        RetryHint.tell(measurement, response, status, owner.loop.wallClock());
        measurement.head(status, measurement.watch().isEmpty() ? -1 : Http2Response.contentLength(response));
        int grpcStatus = noteGrpc(response);
        if (owner.supervisor.retries(status, grpcStatus)) {
            drop(end);
        } else if (owner.peeks() && !end && grpcStatus == Supervisor.NO_GRPC_STATUS) {
            heldStatus = status;
            heldHead = new FieldSection();
            heldHead.copy(response);
        } else {
            owner.answered();
            client.respond(response, status, end);
            if (end) {
                responded();
            }
        }
    }

    private int noteGrpc(FieldSection fields) {
        if (!owner.grpc || (fields.marks() & FieldMarks.GRPC_STATUS) == 0) {
            return Supervisor.NO_GRPC_STATUS;
        }
        int grpcStatus = Http2Answers.grpcStatus(fields);
        measurement.grpcStatus(grpcStatus);
        return grpcStatus;
    }

    /** Another attempt follows this one. */
    private void drop(boolean ended) {
        measurement.end();
        if (ended) {
            isVoid = true;
            dropHeld();
        } else {
            leave(Http2Error.CANCEL);
        }
        owner.supervisor.again();
    }

    @Override
    public void data(ByteBuf in, int from, int length, boolean end) {
        if (isVoid) {
            return;
        }
        measurement.responseFrame(length);
        owner.active();
        if (heldHead != null && heldData == null && !end) {
            heldData = allocator().directBuffer(length).writeBytes(in, from, length);
            owner.loop.eventLoop().execute(this::stopPeeking);
            return;
        }
        stopPeeking();
        client.data(in, from, length, end);
        if (end) {
            responded();
        }
    }

    @Override
    public void trailers(FieldSection trailers) {
        if (isVoid) {
            return;
        }
        int grpcStatus = noteGrpc(trailers);
        boolean peeked = heldHead != null && grpcStatus != Supervisor.NO_GRPC_STATUS;
        if (peeked && owner.supervisor.retries(heldStatus, grpcStatus)) {
            drop(true);
            return;
        }
        stopPeeking();
        client.trailers(trailers);
        responded();
    }

    /** What was held goes on: nothing that could still be said of it would change anything. */
    private void stopPeeking() {
        FieldSection head = heldHead;
        if (isVoid || head == null || owner.isClosed()) {
            return;
        }
        heldHead = null;
        owner.answered();
        client.respond(head, heldStatus, false);
        ByteBuf held = heldData;
        heldData = null;
        if (held != null) {
            client.data(held, held.readerIndex(), held.readableBytes(), false);
            held.release();
        }
    }

    private void dropHeld() {
        heldHead = null;
        ByteBuf held = heldData;
        heldData = null;
        if (held != null) {
            clientTook(held.readableBytes());
            held.release();
        }
    }

    private void responded() {
        measurement.end();
        owner.over();
    }

    @Override
    public void reset(int code) {
        if (isVoid) {
            return;
        }
        String reason = Http2Error.name(code);
        measurement.reset(reason);
        dropHeld();
        endpoint = null;
        isVoid = true;
        if (!owner.isAnswered() && owner.supervisor.retriesReset(reason)) {
            owner.supervisor.again();
        } else {
            owner.close();
            client.reset(code);
        }
    }

    @Override
    public void lost(Refusal why) {
        if (isVoid) {
            return;
        }
        endpoint = null;
        if (owner.isAnswered()) {
            measurement.cut(why);
            isVoid = true;
            owner.close();
            client.lost(why);
        } else {
            fail(why);
        }
    }

    private void fail(Refusal why) {
        measurement.refused(why);
        isVoid = true;
        dropHeld();
        if (owner.supervisor.retries(why)) {
            owner.supervisor.again();
        } else {
            owner.close();
            client.lost(why);
        }
    }

    @Override
    public void detach() {
        if (!isVoid && owner.isAnswered() && !owner.isClosed()) {
            client.detach();
            owner.close();
        }
        endpoint = null;
    }
}
