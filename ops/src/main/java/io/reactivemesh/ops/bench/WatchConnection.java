package io.reactivemesh.ops.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2FrameWriter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One connection with its streams, over the bare frame codec: no stream objects, no flow-control bookkeeping, so that what is measured is the
 * server. It opens all its streams as soon as it is connected, and grants windows so large that it never has to renew them: a run must stay
 * below 1 GiB on a connection. Per channel, event loop only.
 */
final class WatchConnection extends ByteToMessageDecoder {
    private static final int WINDOW_BYTES = 1 << 30;

    private final Http2FrameReader reader = new DefaultHttp2FrameReader(false);
    private final Http2FrameWriter writer = new DefaultHttp2FrameWriter();
    private final Frames frames = new Frames();
    private final List<Request> requests;
    private final Listener listener;

    /**
     * A stream to open.
     *
     * @param message the encoded request, with its gRPC prefix; shared, never consumed
     */
    record Request(Watch watch, Http2Headers headers, ByteBuf message) {}

    /** Told what happens on a connection; event loop only. */
    interface Listener extends Watch.Listener {
        /** A stream, or the connection with all its streams, ended although nobody asked for it. */
        void ended(String why);
    }

    /** A connection that opens its streams in this order. */
    WatchConnection(List<Request> requests, Listener listener) {
        this.requests = requests;
        this.listener = listener;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.write(Http2CodecUtil.connectionPrefaceBuf());
        writer.writeSettings(
                ctx, new Http2Settings().pushEnabled(false).initialWindowSize(WINDOW_BYTES), ctx.newPromise());
        writer.writeWindowUpdate(ctx, 0, WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE, ctx.newPromise());
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            writer.writeHeaders(ctx, streamId(i), request.headers(), 0, false, ctx.newPromise());
            writer.writeData(ctx, streamId(i), request.message().retainedDuplicate(), 0, true, ctx.newPromise());
        }
        ctx.flush();
    }

    private static int streamId(int request) {
        return 2 * request + 1;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Http2Exception {
        reader.readFrame(ctx, in, frames);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        reader.close();
        writer.close();
        listener.ended("the server closed a connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        listener.ended("a connection failed: " + cause.getMessage());
        ctx.close();
    }

    private final class Frames extends Http2FrameAdapter {
        @Override
        public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end) {
            int bytes = data.readableBytes() + padding;
            requests.get((streamId - 1) / 2).watch().read(data, listener);
            if (end) {
                listener.ended("the server ended a stream without a status");
            }
            return bytes;
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end) {
            if (end) {
                listener.ended("the server ended a stream: grpc-status " + headers.get("grpc-status") + ", "
                        + headers.get("grpc-message"));
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int streamId,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end) {
            onHeadersRead(ctx, streamId, headers, padding, end);
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
            listener.ended("the server reset a stream: error " + errorCode);
        }

        @Override
        public void onGoAwayRead(ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
            listener.ended(
                    "the server said GOAWAY: error " + errorCode + ", " + debugData.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
            writer.writeSettingsAck(ctx, ctx.newPromise());
            ctx.flush();
        }

        @Override
        public void onPingRead(ChannelHandlerContext ctx, long data) {
            writer.writePing(ctx, true, data, ctx.newPromise());
            ctx.flush();
        }
    }
}
