package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.reactivemesh.proxy.stack.Refusal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1 connection to an endpoint: sends a request at a time, indexes response heads, passes bodies on.
 *
 * <p>Owned by the event loop of the calls it serves. While idle it belongs to its pool.
 */
final class Http1ClientConnection extends ChannelInboundHandlerAdapter implements Http1Exchange {

    private final Loop loop;
    private final Http1Endpoint endpoint;
    private final @Nullable Http1Pool pool;
    private final ClientMachine machine = new ClientMachine();
    private final Http1Head head = new Http1Head();
    private final HeadParser parser = HeadParser.ofResponses(head);
    private final BodyFraming body = new BodyFraming();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ReadGate gate;
    private @Nullable Http1Caller caller;
    private @Nullable Http1Caller toFlush;
    private @Nullable ByteBuf partial;
    private @Nullable ByteBuf replay;
    private int replayFrom;
    private int replayTo;
    private boolean used;

    /** The sweep in which this connection became idle; kept here for its pool. */
    long idleSince;

    /**
     * Creates the handler of a connection that is being made.
     *
     * @param pool where it goes between requests; null = it serves one request only
     */
    Http1ClientConnection(Loop loop, Http1Endpoint endpoint, @Nullable Http1Pool pool) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.pool = pool;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        gate = new ReadGate(ctx.channel());
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    private ReadGate gate() {
        return Objects.requireNonNull(gate);
    }

    @Nullable
    Http1Pool pool() {
        return pool;
    }

    /** Whether the connection can take a request now. */
    boolean usable() {
        return machine.idle() && context().channel().isActive();
    }

    /** Takes over a call. */
    void send(Http1Caller call) {
        Http1Head request = call.input().head();
        boolean bodiless = request.contentLength <= 0 && !request.chunked;
        machine.sent(used, bodiless && request.method.isIdempotent() && !request.asksForUpgrade());
        send(call, call.takeRequest());
    }

    /** Takes over a call whose request was already sent on a connection that turned out to be stale. */
    void resend(Http1Caller call, ByteBuf request) {
        machine.sent(false, false);
        send(call, request);
    }

    private void send(Http1Caller call, ByteBuf request) {
        used = true;
        caller = call;
        parser.reset();
        if (machine.mayRetry()) {
            replay = request.retain();
            replayFrom = request.readerIndex();
            replayTo = request.writerIndex();
        }
        write(request);
        call.attach(this);
        if (!call.flushesLater()) {
            context().flush();
        }
    }

    @Override
    public void write(ByteBuf bytes) {
        endpoint.wrote(bytes.readableBytes());
        context().write(bytes, context().voidPromise());
    }

    @Override
    public void flush() {
        context().flush();
    }

    @Override
    public void shutdownOutput() {
        context().flush();
        ((DuplexChannel) context().channel()).shutdownOutput();
    }

    @Override
    public void responseWritable(boolean writable) {
        gate().set(ReadGate.PEER_FULL, !writable);
    }

    @Override
    public void abort() {
        caller = null;
        machine.closed();
        close();
    }

    void close() {
        context().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        endpoint.read(in.readableBytes());
        Http1Caller call = caller;
        if (call == null) {
            // Nobody asked: bytes on an idle connection would be taken for the answer to the next request.
            in.release();
            close();
            return;
        }
        toFlush = call;
        switch (machine.state()) {
            case AWAITING -> awaitHead(call, in);
            case RESPONDING -> passBody(call, in);
            case TUNNEL -> call.output().write(in);
            case IDLE, CLOSED -> in.release();
        }
    }

    private void awaitHead(Http1Caller call, ByteBuf in) {
        machine.answered();
        forgetReplay();
        ByteBuf bytes = Buffers.join(context().alloc(), partial, in);
        partial = null;
        while (true) {
            int length = Buffers.parse(parser, loop.scratch(), bytes);
            if (length == HeadParser.MORE) {
                partial = bytes;
                return;
            }
            if (length == HeadParser.REFUSED || isUnanswerable(call.input().head())) {
                bytes.release();
                fail(call, Refusal.BAD_GATEWAY);
                return;
            }
            if (head.status >= 200 || head.status == 101) {
                respond(call, bytes, length);
                return;
            }
            ByteBuf interim = bytes.readRetainedSlice(length);
            call.output().interim(head, interim);
            parser.reset();
            if (!bytes.isReadable()) {
                bytes.release();
                return;
            }
        }
    }

    /** A protocol switch nobody asked for, or chunks for a client that cannot read them. */
    private boolean isUnanswerable(Http1Head request) {
        return (head.status == 101 && !request.asksForUpgrade()) || (head.chunked && request.minorVersion == 0);
    }

    private void respond(Http1Caller call, ByteBuf bytes, int length) {
        Http1Head request = call.input().head();
        boolean tunnel = head.status == 101 || (request.method == Http1Head.Method.CONNECT && head.status < 300);
        if (tunnel) {
            machine.tunnelled();
            call.respond(head, bytes, body);
            return;
        }
        body.startResponse(head, request.method);
        int from = bytes.readerIndex() + length;
        int taken = body.take(bytes, from, bytes.writerIndex());
        if (taken == BodyFraming.MALFORMED) {
            bytes.release();
            fail(call, Refusal.BAD_GATEWAY);
            return;
        }
        boolean excess = from + taken < bytes.writerIndex();
        bytes.writerIndex(from + taken);
        machine.responding(head.persistent() && !excess && !body.untilEof());
        call.respond(head, bytes, body);
        if (taken > 0) {
            call.measurement().responseFrame(taken);
        }
        if (body.done()) {
            complete(call);
        }
    }

    private void passBody(Http1Caller call, ByteBuf in) {
        int taken = body.take(in, in.readerIndex(), in.writerIndex());
        if (taken == BodyFraming.MALFORMED) {
            in.release();
            abortResponse(call);
            return;
        }
        if (taken < in.readableBytes()) {
            machine.responding(false);
            in.writerIndex(in.readerIndex() + taken);
        }
        call.measurement().responseFrame(taken);
        call.output().write(in);
        if (body.done()) {
            complete(call);
        }
    }

    private void complete(Http1Caller call) {
        caller = null;
        boolean reusable = machine.responded(call.input().complete());
        gate().resume(ReadGate.PEER_FULL);
        // Back in the pool first: a pipelined request may follow at once and should find this connection.
        if (reusable && pool != null) {
            pool.put(this);
        } else {
            close();
        }
        call.respondEnd();
    }

    private void fail(Http1Caller call, Refusal refusal) {
        caller = null;
        machine.closed();
        close();
        call.refuse(endpoint.placed(refusal));
    }

    private void abortResponse(Http1Caller call) {
        caller = null;
        machine.closed();
        close();
        call.respondAborted();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Http1Caller call = toFlush;
        if (call != null) {
            toFlush = null;
            call.output().flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (caller != null) {
            caller.requestWritable(ctx.channel().isWritable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            lost();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        machineLost();
        endpoint.closed(this);
        release();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        endpoint.broken(cause);
        close();
    }

    private void lost() {
        boolean tunnel = machine.state() == ClientMachine.State.TUNNEL;
        machineLost();
        if (!tunnel) {
            close();
        }
    }

    private void machineLost() {
        ClientMachine.Loss loss = machine.lost(body.untilEof());
        Http1Caller call = caller;
        if (call == null || loss == ClientMachine.Loss.NONE) {
            if (pool != null) {
                pool.remove(this);
            }
            return;
        }
        if (loss == ClientMachine.Loss.TUNNEL) {
            boolean over = !context().channel().isActive();
            call.output().shutdown();
            if (over) {
                caller = null;
                machine.closed();
                call.respondEnd();
            }
            return;
        }
        caller = null;
        switch (loss) {
            case RETRY -> retry(call);
            case FAIL -> call.refuse(endpoint.placed(Refusal.BAD_GATEWAY));
            case COMPLETE -> call.respondEnd();
            default -> call.respondAborted();
        }
        call.output().flush();
    }

    private void retry(Http1Caller call) {
        ByteBuf request = Objects.requireNonNull(replay);
        replay = null;
        endpoint.resend(call, request.setIndex(replayFrom, replayTo), pool);
    }

    private void forgetReplay() {
        if (replay != null) {
            replay.release();
            replay = null;
        }
    }

    private void release() {
        forgetReplay();
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }
}
