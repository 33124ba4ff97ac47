package io.reactivemesh.ops.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the load: sends a request, waits for the whole answer, sends the next. Reads only what it needs of an answer: the
 * status and {@code content-length}. Event loop only.
 */
final class LoadConnection extends ChannelInboundHandlerAdapter {
    private static final ByteBuf HEAD_END =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII));
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length:");

    private final ByteBuf request;
    private final LoadGenerator.Tally tally;
    private @Nullable ChannelHandlerContext context;
    private long interval;
    private long due;
    private boolean inFlight;
    /** Bytes of the body still to come; -1 = the head is still being read. */
    private long remaining = -1;

    private @Nullable ByteBuf partialHead;
    private boolean good;

    LoadConnection(ByteBuf request, LoadGenerator.Tally tally) {
        this.request = request;
        this.tally = tally;
    }

    /**
     * Starts sending.
     *
     * @param firstDue when the first request is due, by {@link System#nanoTime}
     * @param intervalNanos between requests; 0 = the next follows the answer
     */
    void begin(long firstDue, long intervalNanos) {
        interval = intervalNanos;
        due = firstDue;
        next();
    }

    private void next() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            // Closed by the peer while nothing was asked of it: there will be no more answers.
            tally.failed();
            return;
        }
        if (inFlight || tally.closed()) {
            return;
        }
        long now = System.nanoTime();
        if (interval > 0 && due > now) {
            ctx.executor().schedule(this::next, due - now, TimeUnit.NANOSECONDS);
            return;
        }
        if (interval == 0) {
            due = now;
        }
        inFlight = true;
        remaining = -1;
        ctx.writeAndFlush(request.retainedDuplicate(), ctx.voidPromise());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (partialHead != null) {
            bytes = ctx.alloc().compositeBuffer(2).addComponents(true, partialHead, bytes);
            partialHead = null;
        }
        try {
            while (bytes.isReadable() || remaining == 0) {
                if (remaining < 0) {
                    if (!readHead(bytes)) {
                        partialHead = bytes.readRetainedSlice(bytes.readableBytes());
                        return;
                    }
                } else {
                    long taken = Math.min(remaining, bytes.readableBytes());
                    bytes.skipBytes((int) taken);
                    remaining -= taken;
                    if (remaining == 0) {
                        answered();
                    }
                }
            }
        } finally {
            bytes.release();
        }
    }

    private void answered() {
        remaining = -1;
        if (!inFlight) {
            return;
        }
        inFlight = false;
        if (good) {
            tally.answered(System.nanoTime() - due);
        } else {
            tally.failed();
        }
        due += interval;
        next();
    }

    private boolean readHead(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int end = ByteBufUtil.indexOf(HEAD_END, bytes);
        if (end < 0) {
            return false;
        }
        good = bytes.getByte(start + 9) == '2';
        remaining = 0;
        for (int line = bytes.indexOf(start, end, (byte) '\n');
                line >= 0;
                line = bytes.indexOf(line + 1, end, (byte) '\n')) {
            if ((bytes.getByte(line + 1) | 0x20) == 'c'
                    && CONTENT_LENGTH.contentEquals(
                            new AsciiString(ByteBufUtil.getBytes(bytes, line + 1, 15)).toLowerCase())) {
                remaining = Long.parseLong(bytes.toString(line + 16, end - line - 16, StandardCharsets.US_ASCII)
                        .lines()
                        .findFirst()
                        .orElse("0")
                        .trim());
            }
        }
        bytes.readerIndex(end + 4);
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (inFlight) {
            tally.failed();
        }
        if (partialHead != null) {
            partialHead.release();
            partialHead = null;
        }
        context = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
