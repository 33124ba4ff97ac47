package io.reactivemesh.proxy.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One connection of the admin server: from HTTP messages to {@link AdminRoutes} and back. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final AdminRoutes routes;
    private final AdminMeters meters;
    private @Nullable Runnable endReading;

    AdminHandler(AdminRoutes routes, AdminMeters meters) {
        this.routes = routes;
        this.meters = meters;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        if (endReading != null) {
            // The answer to the request before this one does not end.
            return;
        }
        long started = meters.request();
        if (message.decoderResult().isFailure()) {
            respond(context, message, AdminResponse.text(400, ""), started, false);
            return;
        }
        AdminRequest request = request(context.channel().remoteAddress(), message);
        boolean keepAlive = HttpUtil.isKeepAlive(message);
        if (!request.path().equals(LogsJson.PATH)) {
            respond(context, message, routes.answer(request), started, keepAlive);
            return;
        }
        switch (routes.logs(request, new LogDelivery(context))) {
            case LogsJson.Answer.Refused(AdminResponse refusal) ->
                respond(context, message, refusal, started, keepAlive);
            case LogsJson.Answer.Reading(Runnable end) -> {
                endReading = end;
                stream(context, message, started);
            }
        }
    }

    /** A response whose body is everything that is logged from now on; the connection is for that alone, however quiet it is. */
    private void stream(ChannelHandlerContext context, FullHttpRequest message, long started) {
        context.pipeline().remove(IdleStateHandler.class);
        HttpResponse head = new DefaultHttpResponse(message.protocolVersion(), HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        HttpUtil.setTransferEncodingChunked(head, message.protocolVersion().isKeepAliveDefault());
        meters.response(200, started);
        context.writeAndFlush(head);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (endReading != null) {
            endReading.run();
        }
        context.fireChannelInactive();
    }

    private void respond(
            ChannelHandlerContext context,
            FullHttpRequest message,
            AdminResponse answer,
            long started,
            boolean keepAlive) {
        FullHttpResponse response = response(answer, message, keepAlive);
        meters.response(answer.status(), started);
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static AdminRequest request(SocketAddress peer, FullHttpRequest message) {
        String target = message.uri();
        int mark = target.indexOf('?');
        return new AdminRequest(
                message.method().name(),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                String.join(",", message.headers().getAll(HttpHeaderNames.ACCEPT)),
                message.content().toString(StandardCharsets.UTF_8),
                peer instanceof InetSocketAddress inet && isLoopback(inet.getAddress()));
    }

    /** A mapped address, ::ffff:127.0.0.1, arrives here as what it maps. */
    private static boolean isLoopback(InetAddress address) {
        return address.isLoopbackAddress();
    }

    private static FullHttpResponse response(AdminResponse answer, FullHttpRequest request, boolean keepAlive) {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        boolean gzip = answer.status() == 200 && request.uri().startsWith("/metrics") && acceptsGzip(request);
        ByteBuf content = Unpooled.wrappedBuffer(gzip ? gzip(bytes) : bytes);
        int length = content.readableBytes();
        if (request.method().equals(HttpMethod.HEAD)) {
            content.release();
            content = Unpooled.EMPTY_BUFFER;
        }
        FullHttpResponse response = new DefaultFullHttpResponse(
                request.protocolVersion(), HttpResponseStatus.valueOf(answer.status()), content);
        HttpHeaders headers = response.headers();
        if (answer.status() != 204) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType()).set(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        if (gzip) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        if (!answer.allow().isEmpty()) {
            headers.set(HttpHeaderNames.ALLOW, answer.allow());
        }
        HttpUtil.setKeepAlive(response, keepAlive);
        return response;
    }

    private static boolean acceptsGzip(FullHttpRequest request) {
        return String.join(",", request.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING))
                .contains("gzip");
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 8 + 64);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
        return out.toByteArray();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A scraper that goes away in the middle of an answer is nobody's concern.
        context.close();
    }
}
