package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/2 under supervision: to the client's stream it is the endpoint, to the endpoint's stream the present
 * {@link Http2Attempt} is the client.
 *
 * <p>The client's window opens as its bytes leave for the first endpoint that takes them; what is sent again was paid for. Event loop
 * only.
 */
final class SupervisedHttp2 extends SupervisedCall implements StreamEnd {

    final Http2Caller client;
    final KeptBody body;
    final boolean grpc;
    private final boolean peeks;
    private @Nullable Http2Attempt attempt;
    private int received;
    private int credited;

    /**
     * Takes over a call; {@link #start} follows.
     *
     * @param keptBytes how much of the body is kept for further attempts
     * @param peeks whether trailers that follow a head at once are shown to the supervisor
     */
    SupervisedHttp2(Loop loop, Http2Caller client, Supervisor supervisor, int keptBytes, boolean peeks) {
        super(loop, supervisor);
        this.client = client;
        this.peeks = peeks;
        this.body = new KeptBody(client.allocator(), keptBytes, client.bodiless());
        this.grpc = (client.head().marks() & FieldMarks.GRPC) != 0;
    }

    /** Stands in for the endpoint from now on. */
    SupervisedHttp2 start() {
        client.attach(this);
        return this;
    }

    // ---- for the supervisor

    @Override
    public HttpCall attempt() {
        Http2Attempt next = new Http2Attempt(this);
        attempt = next;
        return next;
    }

    @Override
    public void giveUp(Refusal why) {
        if (attempt != null) {
            attempt.stop(why);
        }
    }

    @Override
    public boolean repeatable() {
        return !isAnswered() && body.isWhole();
    }

    @Override
    public void end(Refusal why) {
        if (isClosed()) {
            return;
        }
        giveUp(why);
        close();
        client.lost(why);
    }

    // ---- for the present attempt

    boolean peeks() {
        return peeks && grpc;
    }

    /** How much of the body has come. */
    int received() {
        return received;
    }

    /** So many bytes of the body have left for one endpoint: the client may send as many more, but once for each byte. */
    void leftFor(int bytes) {
        int more = bytes - credited;
        if (more > 0 && !isClosed()) {
            credited = bytes;
            client.taken(more);
        }
    }

    @Override
    void forget() {
        leftFor(received);
        body.release();
    }

    // ---- from the client's stream

    @Override
    public void data(ByteBuf in, int from, int length, boolean end) {
        received += length;
        active();
        body.add(in, from, length, end);
        if (attempt != null) {
            attempt.send(in, from, length, end);
        }
    }

    @Override
    public void trailers(FieldSection trailers) {
        body.end(trailers);
        if (attempt != null) {
            attempt.send(trailers);
        }
    }

    @Override
    public void taken(int bytes) {
        if (attempt != null) {
            attempt.clientTook(bytes);
        }
    }

    @Override
    public void reset(int code) {
        if (attempt != null) {
            attempt.abandon(code);
        }
        close();
    }

    @Override
    public void detach() {
        if (attempt != null) {
            attempt.clientDone();
        }
        close();
    }
}
