package io.reactivemesh.proxy.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings lines of the log to one connection. Whoever logs never waits: of more than {@value #MOST_PENDING} lines that the reader has not
 * taken the rest is dropped, and counted in the stream. Any thread.
 */
final class LogDelivery implements Consumer<String> {

    private static final int MOST_PENDING = 1_000;

    private final ChannelHandlerContext context;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private volatile @Nullable Thread delivering;

    LogDelivery(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void accept(String line) {
        if (Thread.currentThread().equals(delivering)) {
            // What writing itself has to say would be written, and so on.
            return;
        }
        if (pending.incrementAndGet() > MOST_PENDING) {
            pending.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        context.executor().execute(() -> deliver(line));
    }

    private void deliver(String line) {
        delivering = Thread.currentThread();
        long lost = dropped.getAndSet(0);
        String text = lost == 0 ? line : "{\"dropped_events\":" + lost + "}\n" + line;
        context.writeAndFlush(new DefaultHttpContent(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)))
                .addListener(_ -> pending.decrementAndGet());
        delivering = null;
    }
}
