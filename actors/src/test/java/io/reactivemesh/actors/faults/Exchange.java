package io.reactivemesh.actors.faults;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One request on a connection, and the ways to answer it. Any thread. */
final class Exchange {
    private final Channel channel;
    private final Call call;
    private final String authorization;

    /**
     * What was asked.
     *
     * @param request not kept; an upgrade that it would like is not taken up
     */
    Exchange(Channel channel, FullHttpRequest request) {
        this.channel = channel;
        this.call = Call.of(request.uri(), request.headers().get(HttpHeaderNames.ACCEPT));
        this.authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    }

    Call call() {
        return call;
    }

    /** The header of that name; empty = none. */
    String authorization() {
        return authorization;
    }

    /** Answers, and keeps the connection. */
    void answer(int status, String body, @Nullable Integer retryAfterSeconds) {
        ByteBuf content = text(body);
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
        json(response).headers().setInt(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        if (retryAfterSeconds != null) {
            response.headers().setInt(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
        }
        channel.writeAndFlush(response);
    }

    void refuse(int status, String message, @Nullable Integer retryAfterSeconds) {
        answer(status, Status.of(status, message).toString(), retryAfterSeconds);
    }

    /** Announces all of a body, sends half of it, and ends the connection. */
    void answerHalf(String body) {
        ByteBuf whole = text(body);
        HttpResponse response = json(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, whole.readableBytes());
        channel.write(response);
        channel.writeAndFlush(new DefaultHttpContent(whole.slice(0, whole.readableBytes() / 2)))
                .addListener(_ -> channel.close());
    }

    /** Begins a stream of events. */
    void begin() {
        HttpResponse response = json(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        channel.writeAndFlush(response);
    }

    /** One event of a stream. */
    void send(String event) {
        channel.writeAndFlush(new DefaultHttpContent(text(event + "\n")));
    }

    /** Half an event, and the end of the connection. */
    void sendHalf(String event) {
        channel.writeAndFlush(new DefaultHttpContent(text(event.substring(0, event.length() / 2))))
                .addListener(_ -> channel.close());
    }

    /** Ends a stream in good order, and keeps the connection. */
    void end() {
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    /** Ends the connection. */
    void cut() {
        channel.close();
    }

    /** Has something done when the connection is gone, whoever ended it. */
    void whenGone(Runnable action) {
        channel.closeFuture().addListener(_ -> action.run());
    }

    private static HttpResponse json(HttpResponse response) {
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        return response;
    }

    private static ByteBuf text(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
