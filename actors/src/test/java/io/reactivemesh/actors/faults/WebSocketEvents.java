package io.reactivemesh.actors.faults;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;

/** Events as text messages. The connection ends with them. */
record WebSocketEvents(Channel channel) implements EventStream {
    /** Takes up an upgrade; must not be called on the event loop. */
    static WebSocketEvents begin(Channel channel, FullHttpRequest request) {
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(request.uri(), null, false, 1 << 24).newHandshaker(request);
        channel.pipeline().addLast(new Frames());
        handshaker.handshake(channel, request).syncUninterruptibly();
        return new WebSocketEvents(channel);
    }

    @Override
    public void send(String event) {
        channel.writeAndFlush(new TextWebSocketFrame(event));
    }

    @Override
    public void sendHalf(String event) {
        channel.writeAndFlush(new TextWebSocketFrame(false, 0, event.substring(0, event.length() / 2)))
                .addListener(_ -> channel.close());
    }

    @Override
    public void end() {
        channel.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(_ -> channel.close());
    }

    /** What clients say: that they are there, or that they leave. */
    private static final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof PingWebSocketFrame ping) {
                context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            } else if (frame instanceof CloseWebSocketFrame) {
                context.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(_ -> context.close());
            }
        }
    }
}
