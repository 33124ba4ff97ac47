package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.reactivemesh.proxy.stack.HeadEdits;
import io.reactivemesh.proxy.stack.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a client gets to see on an HTTP/1 connection: rewritten response heads, bodies as they came, our own answers. */
final class Http1Output implements Http1Reply {

    /** How long a client may go on sending a request that has already been answered before the connection is cut. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Loop loop;
    private final HttpSide side;
    private final ConnectionMeter meter;
    private final Http1Head request;
    private final HeadEdits edits;
    private final ServerMachine machine;
    private final ChannelHandlerContext context;

    Http1Output(
            Loop loop,
            HttpSide side,
            ConnectionMeter meter,
            Http1Head request,
            HeadEdits edits,
            ServerMachine machine,
            ChannelHandlerContext context) {
        this.loop = loop;
        this.side = side;
        this.meter = meter;
        this.request = request;
        this.edits = edits;
        this.machine = machine;
        this.context = context;
    }

    @Override
    public ByteBufAllocator allocator() {
        return context.alloc();
    }

    @Override
    public void write(ByteBuf bytes) {
        meter.wrote(bytes.readableBytes());
        context.write(bytes, context.voidPromise());
    }

    @Override
    public void flush() {
        context.flush();
    }

    /** Whether the client takes more. */
    boolean isWritable() {
        return context.channel().isWritable();
    }

    /** Forwards a 1xx response; HTTP/1.0 clients do not know any. */
    @Override
    public void interim(Http1Head response, ByteBuf interim) {
        if (request.minorVersion == 0) {
            interim.release();
            return;
        }
        int drop = KnownHeader.HOP_BY_HOP | side.responseDrop();
        write(loop.rewriter().rewrite(interim, response, drop, HeadRewriter.NOTHING, context.alloc()));
    }

    /** Forwards a final response's head, and the body bytes behind it, in the request's version. */
    void respond(Http1Head response, ByteBuf received) {
        if (response.has(side.responseDrop() & KnownHeader.L5D_PROXY_ERROR)) {
            loop.failures().remote(response.status, proxyError(response, received));
        }
        int drop = response.hopByHop()
                | side.responseDrop()
                | KnownHeader.EDITED
                | (connected(response) ? KnownHeader.FRAMING : 0);
        byte[] edited = Http1Edits.apply(edits.ofResponse(), response, received);
        byte[] add = opensTunnel(response) ? edited : Http1Edits.join(edited, connectionHeader());
        ByteBuf out = loop.rewriter().rewrite(received, response, drop, add, context.alloc());
        if (response.minorVersion != request.minorVersion) {
            out.setByte(out.readerIndex() + "HTTP/1.".length(), '0' + request.minorVersion);
        }
        write(out);
    }

    private static String proxyError(Http1Head response, ByteBuf received) {
        int i = response.indexOf(KnownHeader.L5D_PROXY_ERROR);
        int from = response.valueStart(i);
        return received.toString(
                received.readerIndex() + from, response.valueEnd(i) - from, StandardCharsets.ISO_8859_1);
    }

    /** Whether what follows this response is no longer HTTP. */
    boolean opensTunnel(Http1Head response) {
        return connected(response) || response.status == 101;
    }

    private boolean connected(Http1Head response) {
        return request.method == Http1Head.Method.CONNECT && response.status < 300;
    }

    private byte[] connectionHeader() {
        if (request.minorVersion == 1) {
            return machine.persistent() ? HeadRewriter.NOTHING : Http1Answers.CONNECTION_CLOSE;
        }
        return machine.persistent() ? Http1Answers.CONNECTION_KEEP_ALIVE : HeadRewriter.NOTHING;
    }

    void refused(Refusal refusal) {
        loop.failures().refused(request.minorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1", refusal);
        write(Http1Answers.refused(
                context.alloc(), refusal, request.minorVersion, !machine.persistent(), side.informational()));
    }

    void badRequest() {
        write(Http1Answers.badRequest(context.alloc()));
    }

    @Override
    public void shutdown() {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> ((DuplexChannel) context.channel()).shutdownOutput());
    }

    /** Closes, whatever is still to be sent. */
    void cut() {
        context.close();
    }

    /** Sends what is written, then closes. */
    void close() {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Sends what is written and hears out a client that is still sending: closing at once could reset the answer away. */
    void closeAfterLinger() {
        shutdown();
        Runnable cancel = loop.schedule(context::close, LINGER);
        context.channel().closeFuture().addListener(_ -> cancel.run());
    }
}
