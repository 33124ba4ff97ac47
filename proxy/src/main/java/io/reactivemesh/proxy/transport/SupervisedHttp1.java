package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Supervised;
import io.reactivemesh.proxy.stack.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/1 under supervision: to the client's connection it is the endpoint, to the endpoint's connection the present
 * {@link Http1Attempt} is the client.
 *
 * <p>For further attempts the request is kept as it came, framing included, and read anew. Event loop only.
 */
final class SupervisedHttp1 implements Supervised, Http1Exchange {

    final Loop loop;
    final Http1Caller client;
    final Supervisor supervisor;
    private final int keptBytes;
    private int bodyBytes;
    private @Nullable ByteBuf kept;
    private @Nullable Http1Attempt attempt;
    private boolean clientFull;
    private boolean answered;
    private boolean over;
    private boolean closed;

    /**
     * Takes over a call; {@link #start} follows.
     *
     * @param keptBytes how much of the body is kept for further attempts
     */
    SupervisedHttp1(Loop loop, Http1Caller client, Supervisor supervisor, int keptBytes) {
        this.loop = loop;
        this.client = client;
        this.supervisor = supervisor;
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
        return !answered && kept != null && client.input().complete();
    }

    @Override
    public void end(Refusal why) {
        if (closed) {
            return;
        }
        boolean begun = answered;
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

    boolean isClosed() {
        return closed;
    }

    boolean isAnswered() {
        return answered;
    }

    boolean isClientFull() {
        return clientFull;
    }

    /** The response goes to the client from now on. */
    void answered() {
        answered = true;
        if (!over) {
            supervisor.answered();
        }
    }

    void active() {
        if (!over) {
            supervisor.active();
        }
    }

    void sent() {
        if (!over) {
            supervisor.sent();
        }
    }

    /** There is nothing left to supervise. */
    void over() {
        if (!over) {
            over = true;
            supervisor.over();
        }
    }

    /** Gives everything up: the client's connection goes on without this. */
    void close() {
        if (!closed) {
            closed = true;
            forget();
            over();
        }
    }

    private void forget() {
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
