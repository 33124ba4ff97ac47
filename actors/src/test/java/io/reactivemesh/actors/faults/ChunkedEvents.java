package io.reactivemesh.actors.faults;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;

/** Events as lines of a body that does not say how long it is. The connection is kept when it ends. */
record ChunkedEvents(Channel channel) implements EventStream {
    @Override
    public void send(String event) {
        channel.writeAndFlush(new DefaultHttpContent(text(event + "\n")));
    }

    @Override
    public void sendHalf(String event) {
        channel.writeAndFlush(new DefaultHttpContent(text(event.substring(0, event.length() / 2))))
                .addListener(_ -> channel.close());
    }

    @Override
    public void end() {
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    static ByteBuf text(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
