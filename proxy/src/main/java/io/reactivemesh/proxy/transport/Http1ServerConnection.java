package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Measurement;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.RequestHead;
import io.reactivemesh.proxy.stack.Service;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One accepted HTTP/1 connection, and the request on it: reads heads, hands calls to the stack, writes what comes back.
 *
 * <p>Requests are served strictly one after the other; what a client pipelines stays in the buffer meanwhile. The object is its
 * own call: serving a request allocates nothing but buffers. Owned by the event loop of its channel.
 */
final class Http1ServerConnection extends ChannelInboundHandlerAdapter implements Http1Caller, Drainable {

    /** How long a client may go on sending a request that has already been answered before the connection is cut. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Loop loop;
    private final Http1Side side;
    private final Service<HttpCall> service;
    private final ConnectionMeter meter;
    private final ServerMachine machine = new ServerMachine();
    private final Http1Head head = new Http1Head();
    private final HeadParser parser = HeadParser.ofRequests(head);
    private final BodyFraming body = new BodyFraming();
    private final Http1Request request = new Http1Request(head);
    private final Measurement measurement;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ReadGate gate;
    private @Nullable ByteBuf unread;
    private @Nullable ByteBuf message;
    private @Nullable Http1ClientConnection endpoint;
    private boolean reading;
    private boolean serving;
    private String errno = "";

    /**
     * Creates the handler of an accepted connection.
     *
     * @param service the top of the stack
     */
    Http1ServerConnection(Loop loop, Http1Side side, Service<HttpCall> service, ConnectionMeter meter) {
        this.loop = loop;
        this.side = side;
        this.service = service;
        this.meter = meter;
        this.measurement = new Measurement(loop.clock());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        gate = new ReadGate(ctx.channel());
        loop.opened(this);
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    private ReadGate gate() {
        return Objects.requireNonNull(gate);
    }

    // ---- from the client ------------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object incoming) {
        ByteBuf in = (ByteBuf) incoming;
        meter.read(in.readableBytes());
        reading = true;
        switch (machine.state()) {
            case IDLE -> {
                unread = Buffers.join(ctx.alloc(), unread, in);
                serve();
            }
            case AWAITING, RESPONDING -> {
                if (machine.isRequestComplete()) {
                    unread = Buffers.join(ctx.alloc(), unread, in);
                    gate().pause(ReadGate.PIPELINED);
                } else {
                    passBody(in);
                }
            }
            case DISCARDING -> discardBody(in);
            case TUNNEL -> tunnel(in);
            case CLOSING, CLOSED -> in.release();
        }
    }

    /** Takes up requests as long as the connection is idle and a whole head is there. */
    private void serve() {
        if (serving) {
            return;
        }
        serving = true;
        while (machine.idle() && unread != null) {
            if (!serveOne(unread)) {
                break;
            }
        }
        serving = false;
        if (machine.exhausted()) {
            machine.closing();
            closeAfterFlush();
        } else if (machine.idle()) {
            gate().resume(ReadGate.PIPELINED);
        }
    }

    /** Starts on the request at the front of {@code bytes}; false when its head is not complete, or not acceptable. */
    private boolean serveOne(ByteBuf bytes) {
        skipBlankLines(bytes);
        if (!bytes.isReadable()) {
            unread = null;
            bytes.release();
            return false;
        }
        int length = Buffers.parse(parser, loop.scratch(), bytes);
        if (length == HeadParser.MORE) {
            return false;
        }
        int taken = 0;
        if (length != HeadParser.REFUSED) {
            body.startRequest(head);
            taken = body.take(bytes, bytes.readerIndex() + length, bytes.writerIndex());
        }
        if (length == HeadParser.REFUSED || taken == BodyFraming.MALFORMED) {
            badRequest();
            return false;
        }
        ByteBuf whole = bytes;
        if (length + taken == bytes.readableBytes()) {
            unread = null;
        } else {
            whole = bytes.readRetainedSlice(length + taken);
        }
        message = whole;
        request.show(whole);
        machine.requested(head.persistent());
        if (body.done()) {
            machine.requestComplete();
        }
        service.call(this);
        if (machine.busy() && endpoint == null && !machine.isRequestComplete()) {
            gate().pause(ReadGate.NO_ENDPOINT);
        }
        return true;
    }

    private static void skipBlankLines(ByteBuf bytes) {
        while (bytes.isReadable()) {
            byte first = bytes.getByte(bytes.readerIndex());
            if (first != '\r' && first != '\n') {
                return;
            }
            bytes.skipBytes(1);
        }
    }

    private void passBody(ByteBuf in) {
        int taken = body.take(in, in.readerIndex(), in.writerIndex());
        if (taken == BodyFraming.MALFORMED) {
            in.release();
            boolean unanswered = machine.state() == ServerMachine.State.AWAITING;
            measurement.abandon();
            detach();
            if (unanswered) {
                badRequest();
            } else {
                close();
            }
            return;
        }
        ByteBuf part = in;
        if (taken < in.readableBytes()) {
            part = in.readRetainedSlice(taken);
            unread = in;
        }
        if (body.done()) {
            machine.requestComplete();
        }
        if (endpoint != null) {
            endpoint.write(part);
        } else {
            message = Buffers.join(context().alloc(), message, part);
            request.show(message);
        }
    }

    private void discardBody(ByteBuf in) {
        int taken = body.take(in, in.readerIndex(), in.writerIndex());
        if (taken == BodyFraming.MALFORMED) {
            in.release();
            close();
            return;
        }
        in.skipBytes(taken);
        if (!body.done()) {
            in.release();
            return;
        }
        unread = in;
        machine.requestComplete();
        parser.reset();
        serve();
    }

    private void tunnel(ByteBuf in) {
        if (endpoint == null) {
            in.release();
        } else {
            endpoint.write(in);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (endpoint != null) {
            endpoint.flush();
        }
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (endpoint != null) {
            endpoint.responseWritable(ctx.channel().isWritable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            return;
        }
        if (machine.state() == ServerMachine.State.TUNNEL) {
            if (endpoint != null) {
                endpoint.shutdownOutput();
            }
            return;
        }
        machine.inputClosed();
        if (machine.state() == ServerMachine.State.CLOSING) {
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (machine.state() == ServerMachine.State.TUNNEL) {
            measurement.end();
        } else {
            measurement.abandon();
        }
        machine.closed();
        detach();
        release();
        meter.closed(errno);
        loop.closed(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        errno = ConnectionMeter.errno(cause);
        close();
    }

    // ---- the call -------------------------------------------------------------------------------------------------

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public Http1Head head() {
        return head;
    }

    @Override
    public ByteBuf message() {
        return Objects.requireNonNull(message);
    }

    @Override
    public Measurement measurement() {
        return measurement;
    }

    @Override
    public boolean isOpen() {
        return machine.state() == ServerMachine.State.AWAITING;
    }

    @Override
    public ByteBuf takeRequest() {
        ByteBuf taken = Objects.requireNonNull(message);
        message = null;
        request.show(null);
        int drop = head.hopByHop() | side.requestDrop();
        return loop.rewriter()
                .rewrite(taken, head, drop, HeadRewriter.NOTHING, context().alloc());
    }

    @Override
    public boolean requestComplete() {
        return machine.isRequestComplete();
    }

    @Override
    public void attach(Http1ClientConnection connection) {
        endpoint = connection;
        gate().resume(ReadGate.NO_ENDPOINT);
        if (!context().channel().isWritable()) {
            connection.responseWritable(false);
        }
    }

    @Override
    public boolean flushesLater() {
        return reading;
    }

    @Override
    public void requestWritable(boolean writable) {
        if (writable) {
            gate().resume(ReadGate.PEER_FULL);
        } else {
            gate().pause(ReadGate.PEER_FULL);
        }
    }

    // ---- to the client --------------------------------------------------------------------------------------------

    @Override
    public void interim(Http1Head response, ByteBuf interim) {
        if (head.minorVersion == 0) {
            interim.release();
            return;
        }
        int drop = KnownHeader.HOP_BY_HOP | side.responseDrop();
        write(loop.rewriter()
                .rewrite(
                        interim, response, drop, HeadRewriter.NOTHING, context().alloc()));
    }

    @Override
    public void respond(Http1Head response, ByteBuf received, BodyFraming framing) {
        measurement.head(response.status);
        boolean connected = head.method == Http1Head.Method.CONNECT && response.status < 300;
        boolean tunnel = connected || response.status == 101;
        machine.responding(!tunnel && framing.untilEof());
        int drop = response.hopByHop() | side.responseDrop() | (connected ? KnownHeader.FRAMING : 0);
        byte[] add = tunnel ? HeadRewriter.NOTHING : connectionHeader();
        ByteBuf out =
                loop.rewriter().rewrite(received, response, drop, add, context().alloc());
        if (response.minorVersion != head.minorVersion) {
            out.setByte(out.readerIndex() + "HTTP/1.".length(), '0' + head.minorVersion);
        }
        write(out);
        if (tunnel) {
            startTunnel();
        }
    }

    private byte[] connectionHeader() {
        if (head.minorVersion == 1) {
            return machine.persistent() ? HeadRewriter.NOTHING : Http1Answers.CONNECTION_CLOSE;
        }
        return machine.persistent() ? Http1Answers.CONNECTION_KEEP_ALIVE : HeadRewriter.NOTHING;
    }

    private void startTunnel() {
        machine.tunnelled();
        measurement.firstByte();
        ByteBuf early = unread;
        unread = null;
        if (early != null && endpoint != null) {
            endpoint.write(early);
            endpoint.flush();
        }
        gate().resume(ReadGate.PIPELINED);
    }

    @Override
    public void respondMore(ByteBuf bytes) {
        write(bytes);
    }

    private void write(ByteBuf bytes) {
        meter.wrote(bytes.readableBytes());
        context().write(bytes, context().voidPromise());
    }

    @Override
    public void respondEnd() {
        measurement.end();
        endpoint = null;
        machine.responded();
        proceed();
    }

    /** What follows a complete response: the next request, the rest of this one, or the end. */
    private void proceed() {
        gate().resume(ReadGate.PEER_FULL | ReadGate.NO_ENDPOINT);
        if (machine.state() == ServerMachine.State.CLOSING) {
            closeAfterFlush();
            return;
        }
        if (machine.idle()) {
            parser.reset();
            serve();
        }
    }

    @Override
    public void respondAborted() {
        measurement.abandon();
        endpoint = null;
        context().flush();
        close();
    }

    @Override
    public void tunnelInputClosed() {
        context().flush();
        ((DuplexChannel) context().channel()).shutdownOutput();
    }

    @Override
    public void refuse(Refusal refusal) {
        side.errors().accept(refusal);
        measurement.head(refusal.status());
        measurement.end();
        endpoint = null;
        dropMessage();
        boolean close = refusal.close() || !machine.isRequestComplete();
        machine.responding(close);
        write(Http1Answers.refused(
                context().alloc(), refusal, head.minorVersion, !machine.persistent(), side.informational()));
        machine.responded();
        if (!reading) {
            context().flush();
        }
        proceed();
    }

    private void badRequest() {
        dropMessage();
        write(Http1Answers.badRequest(context().alloc()));
        machine.closing();
        closeAfterFlush();
    }

    @Override
    public void flush() {
        context().flush();
    }

    @Override
    public void drain() {
        machine.drain();
        if (machine.state() == ServerMachine.State.CLOSING) {
            close();
        }
    }

    /** Sends what is written, then closes; a client that is still sending is heard out first, or it would see a reset. */
    private void closeAfterFlush() {
        if (machine.isRequestComplete() && unread == null) {
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        release();
        context()
                .writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> ((DuplexChannel) context().channel()).shutdownOutput());
        gate().resume(ReadGate.PIPELINED | ReadGate.NO_ENDPOINT | ReadGate.PEER_FULL);
        Runnable cancel = loop.schedule(this::close, LINGER);
        context().channel().closeFuture().addListener(_ -> cancel.run());
    }

    @Override
    public void close() {
        context().close();
    }

    private void detach() {
        if (endpoint != null) {
            Http1ClientConnection connection = endpoint;
            endpoint = null;
            connection.abort();
        }
    }

    private void dropMessage() {
        request.show(null);
        if (message != null) {
            message.release();
            message = null;
        }
    }

    private void release() {
        dropMessage();
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }
}
