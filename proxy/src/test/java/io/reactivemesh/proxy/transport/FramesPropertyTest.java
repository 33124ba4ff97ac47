package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Settings;
import io.reactivemesh.proxy.hpack.BlockBuffer;
import io.reactivemesh.proxy.hpack.FieldCache;
import io.reactivemesh.proxy.hpack.HpackEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is written is read, however it is cut, by us and by Netty; and whatever comes is survived. */
class FramesPropertyTest {

    /** Something to be written. */
    interface Written {
        void to(FrameWriter writer);
    }

    /** It and what a reader makes of it. */
    record Sample(Written written, String expected) {}

    @Provide
    Arbitrary<List<Sample>> frames() {
        Arbitrary<Integer> streams = Arbitraries.integers().between(1, Integer.MAX_VALUE);
        Arbitrary<Integer> numbers = Arbitraries.integers().between(1, Integer.MAX_VALUE);
        Arbitrary<String> bodies = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(5_000);
        Arbitrary<Sample> data = Combinators.combine(streams, bodies, Arbitraries.of(true, false))
                .as((stream, body, end) -> new Sample(
                        writer -> writer.data(
                                stream, Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII), 0, body.length(), end),
                        "DATA " + stream + " " + body + " flow " + body.length() + (end ? " end" : "")));
        Arbitrary<Sample> reset = Combinators.combine(streams, Arbitraries.of(0, 1, 8))
                .as((stream, code) -> new Sample(
                        writer -> writer.reset(stream, code), "RST_STREAM " + stream + " " + Http2Error.name(code)));
        Arbitrary<Sample> ping = Arbitraries.longs()
                .map(payload -> new Sample(writer -> writer.ping(payload, false), "PING " + payload));
        Arbitrary<Sample> pong =
                Arbitraries.longs().map(payload -> new Sample(writer -> writer.ping(payload, true), "PONG " + payload));
        Arbitrary<Sample> goAway =
                streams.map(last -> new Sample(writer -> writer.goAway(last, 0), "GOAWAY " + last + " NO_ERROR"));
        Arbitrary<Sample> window = Combinators.combine(Arbitraries.oneOf(streams, Arbitraries.just(0)), numbers)
                .as((stream, increment) -> new Sample(
                        writer -> writer.windowUpdate(stream, increment), "WINDOW_UPDATE " + stream + " " + increment));
        return Arbitraries.oneOf(data, reset, ping, pong, goAway, window).list().ofMaxSize(30);
    }

    private static ByteBuf write(List<Sample> samples) {
        CompositeByteBuf out = Unpooled.compositeBuffer(1_000);
        FrameWriter writer = new FrameWriter(UnpooledByteBufAllocator.DEFAULT, part -> out.addComponent(true, part));
        writer.settings(new int[] {Frames.MAX_FRAME_SIZE, 16_384});
        writer.settingsAck();
        samples.forEach(sample -> sample.written().to(writer));
        writer.flush();
        return out;
    }

    private static List<String> expected(List<Sample> samples) {
        List<String> expected = new ArrayList<>(List.of("SETTING 5 16384", "SETTINGS"));
        samples.forEach(sample -> expected.add(sample.expected()));
        return expected;
    }

    @Property(tries = 200)
    void whatIsWrittenIsReadHoweverItIsCut(
            @ForAll("frames") List<Sample> samples, @ForAll @IntRange(min = 1, max = 700) int step) {
        ByteBuf all = write(samples);
        RecordingListener listener = new RecordingListener();
        FrameReader reader = new FrameReader(listener, new Scratch(), false, 16_384, 1_000);
        ByteBuf partial = null;

        while (all.isReadable()) {
            ByteBuf piece = all.readBytes(Math.min(step, all.readableBytes()));
            ByteBuf in = Buffers.join(UnpooledByteBufAllocator.DEFAULT, partial, piece);
            assertThat(reader.read(in)).isEqualTo(Http2Error.NO_ERROR);
            partial = in.isReadable() ? in : null;
            if (partial == null) {
                in.release();
            }
        }

        assertThat(partial).isNull();
        assertThat(joined(listener.frames())).isEqualTo(joined(expected(samples)));
        all.release();
    }

    /** DATA frames of one stream after each other are one piece to the recorder, unless one ends. */
    private static List<String> joined(List<String> frames) {
        List<String> joined = new ArrayList<>();
        for (String frame : frames) {
            String last = joined.isEmpty() ? "" : joined.getLast();
            String[] parts = frame.split(" ");
            String[] lastParts = last.split(" ");
            if (frame.startsWith("DATA ")
                    && last.startsWith("DATA ")
                    && !last.endsWith(" end")
                    && parts[1].equals(lastParts[1])) {
                String body = lastParts[2] + parts[2];
                joined.set(
                        joined.size() - 1,
                        "DATA " + parts[1] + " " + body + " flow " + body.length()
                                + (frame.endsWith(" end") ? " end" : ""));
            } else {
                joined.add(frame);
            }
        }
        return joined;
    }

    @Property(tries = 100)
    void whatIsWrittenNettyReads(@ForAll("frames") List<Sample> samples) throws Http2Exception {
        ByteBuf all = write(samples);
        List<String> seen = new ArrayList<>();
        DefaultHttp2FrameReader netty = new DefaultHttp2FrameReader();

        while (all.isReadable()) {
            netty.readFrame(
                    new io.netty.channel.embedded.EmbeddedChannel(new io.netty.channel.ChannelDuplexHandler())
                            .pipeline()
                            .firstContext(),
                    all,
                    new NettyRecorder(seen));
        }

        assertThat(seen).isEqualTo(expected(samples));
        all.release();
    }

    private static final class NettyRecorder extends Http2FrameAdapter {

        private final List<String> seen;

        private NettyRecorder(List<String> seen) {
            this.seen = seen;
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean end) {
            int length = data.readableBytes();
            seen.add("DATA " + stream + " " + data.toString(StandardCharsets.US_ASCII) + " flow " + length
                    + (end ? " end" : ""));
            return length;
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int stream, long code) {
            seen.add("RST_STREAM " + stream + " " + Http2Error.name((int) code));
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
            seen.add("SETTING 5 " + settings.maxFrameSize());
            seen.add("SETTINGS");
        }

        @Override
        public void onPingRead(ChannelHandlerContext ctx, long payload) {
            seen.add("PING " + payload);
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext ctx, long payload) {
            seen.add("PONG " + payload);
        }

        @Override
        public void onGoAwayRead(ChannelHandlerContext ctx, int last, long code, ByteBuf text) {
            seen.add("GOAWAY " + last + " " + Http2Error.name((int) code));
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext ctx, int stream, int increment) {
            seen.add("WINDOW_UPDATE " + stream + " " + increment);
        }
    }

    @Property(tries = 100)
    void largeHeadsAreCutIntoFramesAndJoinedAgain(
            @ForAll @IntRange(min = 0, max = 60_000) int size, @ForAll boolean end) {
        BlockBuffer block = new BlockBuffer();
        HpackEncoder encoder = new HpackEncoder();
        encoder.begin(block);
        encoder.write(new FieldCache((_, _) -> 0).field("x-large", "l".repeat(size)), block);
        List<ByteBuf> parts = new ArrayList<>();
        FrameWriter writer = new FrameWriter(UnpooledByteBufAllocator.DEFAULT, parts::add);
        writer.settings(new int[0]);
        writer.headers(1, block, end, 16_384);
        writer.flush();
        RecordingListener listener = new RecordingListener();
        FrameReader reader = new FrameReader(listener, new Scratch(), false, 16_384, 100_000);

        ByteBuf all = Unpooled.wrappedBuffer(parts.toArray(ByteBuf[]::new));

        assertThat(reader.read(all)).isEqualTo(Http2Error.NO_ERROR);
        assertThat(listener.frames().getLast()).startsWith("HEADERS 1 ").endsWith(end ? " end" : "6c".repeat(0));
        assertThat(listener.frames().getLast().length()).isGreaterThanOrEqualTo(2 * size);
        all.release();
    }

    /** Whatever comes: no exception, and nothing read behind the end. */
    @Property(tries = 2_000)
    void survivesAnything(@ForAll @Size(max = 300) byte[] bytes, @ForAll boolean settingsFirst) {
        FrameReader reader = new FrameReader(new RecordingListener(), new Scratch(), false, 16_384, 1_000);
        ByteBuf in = Unpooled.buffer();
        if (settingsFirst) {
            in.writeBytes(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
        }
        // Lengths that can be reached: most random frames would only ever be waited for.
        for (int i = 0; i + 9 <= bytes.length; i += 9) {
            bytes[i] = 0;
            bytes[i + 1] = 0;
            bytes[i + 2] = (byte) (bytes[i + 2] & 0x1F);
            bytes[i + 3] = (byte) (bytes[i + 3] & 0x0F);
        }
        in.writeBytes(bytes);

        int error = reader.read(in);

        assertThat(error).isBetween(Http2Error.NO_ERROR, Http2Error.ENHANCE_YOUR_CALM);
        in.release();
    }
}
