package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.reactivemesh.proxy.stack.HeadEdits;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Measurement;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.RequestHead;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.Supervised;
import io.reactivemesh.proxy.stack.Supervisor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One accepted HTTP/1 connection, and the request on it: reads heads, hands calls to the stack, writes what comes back.
 *
 * <p>Requests are served strictly one after the other; what a client pipelines stays in the buffer meanwhile. The object is its
 * own call: serving a request allocates nothing but buffers. Owned by the event loop of its channel.
 */
final class Http1ServerConnection extends ChannelInboundHandlerAdapter implements Http1Caller, Drainable {
    private final Loop loop;
    private final HttpSide side;
    private final Service<HttpCall> service;
    private final ConnectionMeter meter;
    private final ServerMachine machine = new ServerMachine();
    private final Http1Input input;
    private final Http1Head head;
    private final Measurement measurement;
    private final HeadEdits edits = new HeadEdits();
    private @Nullable ReadGate gate;
    private @Nullable Http1Output output;
    private @Nullable Http1Exchange endpoint;
    private boolean reading;
    private boolean serving;
    private String errno = "";

    /** Creates the handler of an accepted connection; {@code service} is the top of the stack. */
    Http1ServerConnection(Loop loop, HttpSide side, Service<HttpCall> service, ConnectionMeter meter) {
        this.loop = loop;
        this.side = side;
        this.service = service;
        this.meter = meter;
        this.input = new Http1Input(loop.scratch());
        this.head = input.head();
        this.measurement = new Measurement(loop.clock());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        gate = new ReadGate(ctx.channel());
        output = new Http1Output(loop, side, meter, head, edits, machine, ctx);
        loop.opened(this);
    }

    private ReadGate gate() {
        return Objects.requireNonNull(gate);
    }

    @Override
    public Http1Input input() {
        return input;
    }

    @Override
    public Http1Output output() {
        return Objects.requireNonNull(output);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object incoming) {
        ByteBuf in = (ByteBuf) incoming;
        meter.read(in.readableBytes());
        reading = true;
        switch (machine.state()) {
            case IDLE -> {
                input.keep(ctx.alloc(), in);
                serve();
            }
            case AWAITING, RESPONDING -> {
                if (machine.isRequestComplete()) {
                    input.keep(ctx.alloc(), in);
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
        for (boolean found = true; found && machine.idle(); ) {
            found = serveNext();
        }
        serving = false;
        if (machine.exhausted()) {
            closeAfterFlush();
        } else if (machine.idle()) {
            gate().resume(ReadGate.PIPELINED);
        }
    }

    private boolean serveNext() {
        Http1Input.Front front = input.next();
        switch (front) {
            case NOTHING -> {}
            case REFUSED -> badRequest();
            case REQUEST -> {
                machine.requested(head.persistent());
                if (input.complete()) {
                    machine.requestComplete();
                }
                measurement.requestFrame(input.bodyBytes());
                edits.clear();
                service.call(this);
                if (machine.busy() && endpoint == null && !machine.isRequestComplete()) {
                    gate().pause(ReadGate.NO_ENDPOINT);
                }
            }
        }
        return front != Http1Input.Front.NOTHING;
    }

    private void passBody(ByteBuf in) {
        ByteBuf part = input.body(in);
        if (part == null) {
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
        measurement.requestFrame(part.readableBytes());
        if (input.complete()) {
            machine.requestComplete();
            measurement.requestEnd();
        }
        if (endpoint != null) {
            endpoint.write(part);
        } else {
            input.hold(output().allocator(), part);
        }
    }

    private void discardBody(ByteBuf in) {
        ByteBuf part = input.body(in);
        if (part == null) {
            close();
            return;
        }
        part.release();
        if (input.complete()) {
            machine.requestComplete();
            input.finished();
            serve();
        }
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
        if (machine.state() != ServerMachine.State.TUNNEL) {
            machine.inputClosed();
            closeIfClosing();
        } else if (endpoint != null) {
            endpoint.shutdownOutput();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (machine.state() != ServerMachine.State.TUNNEL) {
            measurement.abandon();
        }
        machine.closed();
        detach();
        input.release();
        meter.closed(errno);
        loop.closed(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        input.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        errno = ConnectionMeter.errno(cause);
        close();
    }

    @Override
    public RequestHead request() {
        return input.request();
    }

    @Override
    public HeadEdits edits() {
        return edits;
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
    public int requestDrop() {
        return side.requestDrop();
    }

    @Override
    public ByteBuf takeRequest() {
        return loop.rewriter().request(input, side.requestDrop(), edits, output().allocator());
    }

    @Override
    public Supervised supervised(Supervisor supervisor, int keptBytes, boolean trailers) {
        return new SupervisedHttp1(loop, this, supervisor, keptBytes).start();
    }

    @Override
    public void attach(Http1Exchange exchange) {
        endpoint = exchange;
        gate().resume(ReadGate.NO_ENDPOINT);
        if (!output().isWritable()) {
            exchange.responseWritable(false);
        }
    }

    @Override
    public boolean flushesLater() {
        return reading;
    }

    @Override
    public void requestWritable(boolean writable) {
        gate().set(ReadGate.PEER_FULL, !writable);
    }

    @Override
    public void respond(Http1Head response, ByteBuf received, BodyFraming framing) {
        RetryHint.tell(measurement, response, received, loop.wallClock());
        measurement.head(response.status, response.contentLength);
        boolean tunnel = output().opensTunnel(response);
        machine.responding(!tunnel && framing.untilEof());
        output().respond(response, received);
        if (tunnel) {
            startTunnel();
        }
    }

    private void startTunnel() {
        machine.tunnelled();
        // The response is its head; what follows is nobody's body.
        measurement.end();
        ByteBuf early = input.takeUnread();
        if (early != null) {
            tunnel(early);
        }
        if (endpoint != null) {
            endpoint.flush();
        }
        gate().resume(ReadGate.PIPELINED);
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
        } else if (machine.idle()) {
            input.finished();
            serve();
        }
    }

    @Override
    public void respondAborted() {
        measurement.cut(Refusal.BAD_GATEWAY);
        endpoint = null;
        output().flush();
        close();
    }

    @Override
    public void refuse(Refusal refusal) {
        side.errors().accept(refusal);
        measurement.refused(refusal);
        endpoint = null;
        input.dropMessage();
        machine.responding(refusal.close() || !machine.isRequestComplete());
        output().refused(refusal);
        machine.responded();
        if (!reading) {
            output().flush();
        }
        proceed();
    }

    private void badRequest() {
        input.dropMessage();
        output().badRequest();
        closeAfterFlush();
    }

    @Override
    public void drain() {
        machine.drain();
        closeIfClosing();
    }

    private void closeIfClosing() {
        if (machine.state() == ServerMachine.State.CLOSING) {
            close();
        }
    }

    private void closeAfterFlush() {
        machine.closing();
        if (machine.isRequestComplete() && !input.hasUnread()) {
            output().close();
            return;
        }
        input.release();
        output().closeAfterLinger();
        gate().resume(ReadGate.PIPELINED | ReadGate.NO_ENDPOINT | ReadGate.PEER_FULL);
    }

    @Override
    public void close() {
        output().cut();
    }

    private void detach() {
        Http1Exchange exchange = endpoint;
        endpoint = null;
        if (exchange != null) {
            exchange.abort();
        }
    }
}
