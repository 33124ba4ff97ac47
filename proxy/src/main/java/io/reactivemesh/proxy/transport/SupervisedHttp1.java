package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/1 under supervision: to the client's connection it is the endpoint, to the endpoint's connection the present
 * {@link Http1Attempt} is the client.
 *
 * <p>For further attempts the request is kept as it came, framing included, and read anew. Event loop only.
 */
final class SupervisedHttp1 extends SupervisedCall implements Http1Exchange {

    final Http1Caller client;
    private final int keptBytes;
    private int bodyBytes;
    private @Nullable ByteBuf kept;
    private @Nullable Http1Attempt attempt;
    private boolean clientFull;

    /**
     * Takes over a call; {@link #start} follows.
     *
     * @param keptBytes how much of the body is kept for further attempts
     */
    SupervisedHttp1(Loop loop, Http1Caller client, Supervisor supervisor, int keptBytes) {
        super(loop, supervisor);
        this.client = client;
        this.keptBytes = keptBytes;
        Http1Input input = client.input();
        this.bodyBytes = input.bodyBytes();
        if (keptBytes > 0 && bodyBytes <= keptBytes && !input.head().asksForUpgrade()) {
            kept = copy(input.message());
        }
    }

    /** Stands in for the endpoint from now on; until there is one, the client is not read from. */
    SupervisedHttp1 start() {
        client.attach(this);
        client.requestWritable(client.input().complete());
        return this;
    }

    // ---- for the supervisor

    @Override
    public HttpCall attempt() {
        Http1Attempt former = attempt;
        Http1Input input = former == null ? client.input() : again();
        Http1Attempt next = new Http1Attempt(this, input, former == null);
        attempt = next;
        return next;
    }

    private Http1Input again() {
        ByteBuf message = kept;
        if (message == null) {
            throw new IllegalStateException("request: not kept (expected: asked whether it can be repeated)");
        }
        Http1Input input = new Http1Input(loop.scratch());
        input.keep(allocator(), copy(message));
        Http1Input.Front front = input.next();
        if (front != Http1Input.Front.REQUEST) {
            throw new IllegalStateException("request: " + front + " when read again (expected: as the first time)");
        }
        return input;
    }

    /** A copy that can grow. */
    private ByteBuf copy(ByteBuf message) {
        return allocator()
                .directBuffer(message.readableBytes())
                .writeBytes(message, message.readerIndex(), message.readableBytes());
    }

    @Override
    public void giveUp(Refusal why) {
        if (attempt != null) {
            attempt.stop(why);
        }
    }

    @Override
    public boolean repeatable() {
        return !isAnswered() && kept != null && client.input().complete();
    }

    @Override
    public void end(Refusal why) {
        if (isClosed()) {
            return;
        }
        boolean begun = isAnswered();
        giveUp(why);
        close();
        if (begun) {
            client.measurement().cut(why);
            client.respondAborted();
        } else {
            client.refuse(why);
        }
    }

    // ---- for the present attempt

    ByteBufAllocator allocator() {
        return client.output().allocator();
    }

    boolean isClientFull() {
        return clientFull;
    }

    @Override
    void forget() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }

    // ---- from the client's connection

    @Override
    public void write(ByteBuf bytes) {
        active();
        bodyBytes += bytes.readableBytes();
        ByteBuf keeping = kept;
        if (keeping != null && bodyBytes > keptBytes) {
            forget();
        } else if (keeping != null) {
            keeping.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
        }
        if (attempt == null) {
            client.input().hold(allocator(), bytes);
        } else {
            attempt.send(bytes);
        }
    }

    @Override
    public void flush() {
        if (attempt != null) {
            attempt.flushRequest();
        }
    }

    @Override
    public void shutdownOutput() {
        if (attempt != null) {
            attempt.shutdownRequest();
        }
    }

    @Override
    public void responseWritable(boolean writable) {
        clientFull = !writable;
        if (attempt != null) {
            attempt.responseWritable(writable);
        }
    }

    @Override
    public void abort() {
        if (attempt != null) {
            attempt.abandon();
        }
        close();
    }
}
