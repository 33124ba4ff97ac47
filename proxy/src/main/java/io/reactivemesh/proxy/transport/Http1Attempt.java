package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.reactivemesh.proxy.stack.HeadEdits;
import io.reactivemesh.proxy.stack.Measurement;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.RequestHead;
import io.reactivemesh.proxy.stack.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a supervised request of HTTP/1.
 *
 * <pre>
 *              attach            respond
 *   WAITING ───────────► SENT ─────────────► ANSWERING
 *      │                  │ │
 *      └────── retried ───┘ └─ retried, and all of the response is here ─► DROPPING ── respondEnd ─► VOID
 * </pre>
 *
 * A connection whose failed response has already come whole is kept; any other is closed with it. Event loop only.
 */
final class Http1Attempt implements Http1Caller, Http1Reply {

    private final SupervisedHttp1 owner;
    private final Http1Caller client;
    private final Http1Input input;
    private final boolean first;
    private final Measurement measurement;
    private @Nullable Http1Exchange exchange;
    private boolean told;
    private boolean dropping;
    private boolean isVoid;

    /**
     * Creates an attempt.
     *
     * @param input the request, as the client has sent it or read anew
     * @param first whether it is the client's own, more of which may come
     */
    Http1Attempt(SupervisedHttp1 owner, Http1Input input, boolean first) {
        this.owner = owner;
        this.client = owner.client;
        this.input = input;
        this.first = first;
        this.measurement = client.measurement().ofAttempt();
    }

    // ---- the call, as the layers below see it

    @Override
    public RequestHead request() {
        return input.request();
    }

    /** One attempt follows the other: the filters of each begin anew. */
    @Override
    public HeadEdits edits() {
        return client.edits();
    }

    @Override
    public Http1Input input() {
        return input;
    }

    @Override
    public Http1Reply output() {
        return this;
    }

    @Override
    public int requestDrop() {
        return client.requestDrop();
    }

    @Override
    public Measurement measurement() {
        return measurement;
    }

    @Override
    public boolean isOpen() {
        return !isVoid && !owner.isAnswered() && !owner.isClosed();
    }

    @Override
    public ByteBuf takeRequest() {
        return first ? client.takeRequest() : owner.loop.rewriter().request(input, requestDrop(), edits(), allocator());
    }

    @Override
    public void refuse(Refusal why) {
        if (!isVoid && !owner.isClosed()) {
            exchange = null;
            fail(why);
        }
    }

    @Override
    public void attach(Http1Exchange endpoint) {
        exchange = endpoint;
        if (first) {
            client.requestWritable(true);
        }
        if (owner.isClientFull()) {
            endpoint.responseWritable(false);
        }
        tellWhenSent();
    }

    @Override
    public boolean flushesLater() {
        return first && client.flushesLater();
    }

    @Override
    public void requestWritable(boolean writable) {
        if (!isVoid) {
            client.requestWritable(writable);
        }
    }

    // ---- from the client

    void send(ByteBuf bytes) {
        if (exchange != null) {
            exchange.write(bytes);
            tellWhenSent();
        } else if (first && !isVoid) {
            input.hold(allocator(), bytes);
        } else {
            bytes.release();
        }
    }

    void flushRequest() {
        if (exchange != null) {
            exchange.flush();
        }
    }

    void shutdownRequest() {
        if (exchange != null) {
            exchange.shutdownOutput();
        }
    }

    void responseWritable(boolean writable) {
        if (exchange != null) {
            exchange.responseWritable(writable);
        }
    }

    /** The client has gone. */
    void abandon() {
        measurement.abandon();
        leave();
    }

    private void tellWhenSent() {
        if (!told && input.complete()) {
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
        leave();
    }

    private void leave() {
        isVoid = true;
        releaseInput();
        Http1Exchange end = exchange;
        exchange = null;
        if (end != null) {
            end.abort();
        }
    }

    /** What no endpoint has taken is not wanted any more. */
    private void releaseInput() {
        if (first) {
            input.dropMessage();
        } else {
            input.release();
        }
    }

    // ---- from the endpoint

    @Override
    public void respond(Http1Head response, ByteBuf message, BodyFraming framing) {
        RetryHint.tell(measurement, response, message, owner.loop.wallClock());
        measurement.head(response.status, response.contentLength);
        boolean tunnel =
                response.status == 101 || (input.head().method == Http1Head.Method.CONNECT && response.status < 300);
        if (!tunnel && owner.supervisor.retries(response.status, Supervisor.NO_GRPC_STATUS)) {
            message.release();
            drop(framing.done());
            return;
        }
        owner.answered();
        if (tunnel) {
            // What follows is no response that could be late.
            owner.over();
        }
        client.respond(response, message, framing);
    }

    /** Another attempt follows this one, now or when the connection is free. */
    private void drop(boolean whole) {
        if (whole) {
            dropping = true;
            return;
        }
        measurement.end();
        leave();
        owner.supervisor.again();
    }

    @Override
    public void respondEnd() {
        measurement.end();
        exchange = null;
        if (dropping) {
            dropping = false;
            isVoid = true;
            releaseInput();
            if (!owner.isClosed()) {
                owner.supervisor.again();
            }
        } else if (!isVoid) {
            isVoid = true;
            releaseInput();
            owner.close();
            client.respondEnd();
        }
    }

    @Override
    public void respondAborted() {
        if (isVoid) {
            return;
        }
        measurement.cut(Refusal.BAD_GATEWAY);
        exchange = null;
        isVoid = true;
        releaseInput();
        owner.close();
        client.respondAborted();
    }

    private void fail(Refusal why) {
        measurement.refused(why);
        isVoid = true;
        releaseInput();
        if (owner.supervisor.retries(why)) {
            owner.supervisor.again();
        } else {
            owner.close();
            client.refuse(why);
        }
    }

    // ---- the response, as the endpoint writes it

    @Override
    public ByteBufAllocator allocator() {
        return owner.allocator();
    }

    @Override
    public void interim(Http1Head response, ByteBuf interim) {
        client.output().interim(response, interim);
    }

    @Override
    public void write(ByteBuf bytes) {
        owner.active();
        client.output().write(bytes);
    }

    @Override
    public void flush() {
        // Also behind the end of the response: that is when its last bytes leave.
        client.output().flush();
    }

    @Override
    public void shutdown() {
        client.output().shutdown();
    }
}
