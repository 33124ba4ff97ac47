package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.reactivemesh.proxy.hpack.BlockBuffer;
import io.reactivemesh.proxy.hpack.FieldCache;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.hpack.HpackDecoder;
import io.reactivemesh.proxy.hpack.HpackEncoder;
import io.reactivemesh.proxy.testing.Hellos;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever a peer sends, decoders neither fail nor let go of a buffer, and what they make of it does not depend on how it was cut.
 *
 * <p>{@code -Dfuzz.inputs=10000000} is the long run, {@code -Dfuzz.seed=N} begins elsewhere. A failure names its input in hex.
 */
class DecoderFuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 100_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int MAX_FRAME = 1_024;
    private static final int MAX_BLOCK = 512;

    private final Scratch scratch = new Scratch();
    /** Has seen all inputs before: what it remembers must make no difference. */
    private final FieldCache cache = new FieldCache(FieldMarks::mark);

    @Test
    void requestHeadsAndBodies() {
        List<byte[]> samples = ascii(
                "GET / HTTP/1.1\r\nHost: web:80\r\nConnection: x-a, keep-alive\r\nX-A: b\r\n\r\n",
                "POST /a?b HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello",
                "PUT http://a:8/x HTTP/1.1\r\nhost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nt: v\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n\r\n",
                "GET /chat HTTP/1.0\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nexpect: 100-continue\r\n\r\n");
        fuzz(samples, input -> http1(input, pieces(input), true), input -> http1(input, whole(input), true));
    }

    @Test
    void responseHeadsAndBodies() {
        List<byte[]> samples = ascii(
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 \r\n\r\n",
                "HTTP/1.0 500 Oops\r\nConnection: close\r\n\r\nuntil the end",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: t\r\n\r\n3\r\nabc\r\n00\r\nt: v\r\n\r\n");
        fuzz(samples, input -> http1(input, pieces(input), false), input -> http1(input, whole(input), false));
    }

    @Test
    void frames() {
        List<byte[]> samples = List.of(
                written(writer -> writer.settings(new int[] {Frames.MAX_FRAME_SIZE, 16_384, 1, 0})),
                written(writer -> {
                    writer.settingsAck();
                    writer.headers(1, encoded(), false, MAX_FRAME);
                    writer.data(1, Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII), 0, 5, true);
                }),
                written(writer -> {
                    writer.ping(7, false);
                    writer.windowUpdate(0, 100);
                    writer.windowUpdate(3, 1);
                    writer.reset(3, 8);
                    writer.goAway(5, 0);
                }),
                // A block in two frames, with priority and padding.
                HexFormat.of()
                        .parseHex("00000a012900000001" + "02" + "00000000" + "10" + "8286" + "0000"
                                + "000001090400000001" + "84"),
                // Data that is padded, and a frame of a type that nobody knows.
                HexFormat.of().parseHex("00000600090000000102" + "616263" + "0000" + "00000277ff00000003" + "0102"));
        fuzz(samples, input -> frames(input, pieces(input)), input -> frames(input, whole(input)));
    }

    @Test
    void headerBlocks() {
        List<byte[]> samples = List.of(
                block(),
                HexFormat.of().parseHex("828684418cf1e3c2e5f23a6ba0ab90f4ff"),
                HexFormat.of().parseHex("3fe11f400a637573746f6d2d6b65790d637573746f6d2d686561646572"),
                HexFormat.of().parseHex("488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff"));
        fuzz(samples, input -> fields(input, cache), input -> fields(input, new FieldCache(FieldMarks::mark)));
    }

    @Test
    void clientHellos() {
        List<byte[]> samples = Stream.of(7, 40, 1 << 14)
                .map(fragment -> Hellos.records(
                        Hellos.message(
                                new byte[32],
                                new byte[] {0x13, 1, 0x13, 2},
                                List.of(new Hellos.Extension(10, "ab"), Hellos.serverName("web.emojivoto.svc"))),
                        fragment))
                .toList();
        fuzz(samples, input -> hello(input, pieces(input)), input -> hello(input, whole(input)));
    }

    @Test
    void transportHeaders() {
        List<byte[]> samples = Stream.of(
                        new TransportHeader(80, "", TransportHeader.Session.OPAQUE),
                        new TransportHeader(8080, "web.emojivoto.svc.cluster.local", TransportHeader.Session.HTTP2),
                        new TransportHeader(65_535, "", TransportHeader.Session.HTTP1))
                .map(DecoderFuzzTest::written)
                .toList();
        fuzz(samples, input -> header(input, pieces(input)), input -> header(input, whole(input)));
    }

    // Ways to cut; the mutations at hand decide, so that a seed says all.

    private Mutations mutations = new Mutations(List.of(new byte[] {0}), 0);

    private int[] pieces(byte[] input) {
        int left = input.length;
        IntStream.Builder pieces = IntStream.builder();
        while (left > 0) {
            int piece = mutations.piece(left);
            pieces.add(piece);
            left -= piece;
        }
        return pieces.build().toArray();
    }

    private static int[] whole(byte[] input) {
        return input.length == 0 ? new int[0] : new int[] {input.length};
    }

    private void fuzz(List<byte[]> samples, Function<byte[], String> one, Function<byte[], String> other) {
        mutations = new Mutations(samples, SEED);
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = mutations.next();
            String first;
            String second;
            try {
                first = one.apply(input);
                second = other.apply(input);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
            }
            if (!first.equals(second)) {
                assertThat(first)
                        .as("input %s", HexFormat.of().formatHex(input))
                        .isEqualTo(second);
            }
        }
    }

    // What a decoder makes of an input, in words.

    private String http1(byte[] input, int[] pieces, boolean requests) {
        Http1Head head = new Http1Head();
        HeadParser parser = requests ? HeadParser.ofRequests(head) : HeadParser.ofResponses(head);
        int length = HeadParser.MORE;
        int received = 0;
        for (int i = 0; i < pieces.length && length == HeadParser.MORE; i++) {
            received += pieces[i];
            length = parser.parse(input, received);
        }
        if (length < 0) {
            return length == HeadParser.MORE ? "more" : "refused";
        }
        BodyFraming body = new BodyFraming();
        if (requests) {
            body.startRequest(head);
        } else {
            body.startResponse(head, Http1Head.Method.GET);
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(input);
        int at = length;
        int piece = 0;
        int end = 0;
        while (!body.done() && at < input.length) {
            while (end <= at) {
                end += pieces[piece++];
            }
            int taken = body.take(bytes, at, end);
            if (taken == BodyFraming.MALFORMED) {
                return length + " malformed";
            }
            assertThat(taken).isBetween(1, end - at);
            at += taken;
        }
        return length + " " + at + " " + body.done();
    }

    private String frames(byte[] input, int[] pieces) {
        RecordingListener listener = new RecordingListener();
        FrameReader reader = new FrameReader(listener, scratch, false, MAX_FRAME, MAX_BLOCK);
        ByteBuf partial = null;
        int at = 0;
        int code = Http2Error.NO_ERROR;
        for (int i = 0; i < pieces.length && code == Http2Error.NO_ERROR; i++) {
            ByteBuf piece = new UnpooledHeapByteBuf(UnpooledByteBufAllocator.DEFAULT, pieces[i], pieces[i]);
            piece.writeBytes(input, at, pieces[i]);
            at += pieces[i];
            ByteBuf in = Buffers.join(UnpooledByteBufAllocator.DEFAULT, partial, piece);
            code = reader.read(in);
            partial = in.isReadable() ? in : null;
            if (partial == null) {
                in.release();
                assertThat(in.refCnt()).isZero();
            }
        }
        if (partial != null) {
            assertThat(partial.refCnt()).isOne();
            partial.release();
        }
        return listener.frames() + " " + code;
    }

    private static String fields(byte[] input, FieldCache cache) {
        FieldSection section = new FieldSection();
        section.clear(4_096);
        boolean well =
                new HpackDecoder(cache, HpackDecoder.DEFAULT_TABLE_BYTES).decode(input, 0, input.length, section);
        return well + " " + section;
    }

    private static String hello(byte[] input, int[] pieces) {
        ClientHello hello = new ClientHello();
        ByteBuf bytes = Unpooled.wrappedBuffer(input);
        ClientHello.Verdict verdict = ClientHello.Verdict.MORE;
        int at = 0;
        for (int piece : pieces) {
            verdict = hello.read(bytes, at, at + piece);
            at += piece;
        }
        return verdict + " " + hello.serverName();
    }

    private static String header(byte[] input, int[] pieces) {
        TransportHeader.Parsed parsed = TransportHeader.parse(Unpooled.EMPTY_BUFFER);
        int received = 0;
        for (int i = 0; i < pieces.length && parsed instanceof TransportHeader.Parsed.More; i++) {
            received += pieces[i];
            ByteBuf bytes = Unpooled.wrappedBuffer(input, 0, received);
            parsed = TransportHeader.parse(bytes);
            assertThat(bytes.readableBytes()).isEqualTo(received);
        }
        if (parsed instanceof TransportHeader.Parsed.Complete(TransportHeader header, int length)) {
            assertThat(length).isBetween(1, received);
            assertThat(TransportHeader.parse(Unpooled.wrappedBuffer(written(header))))
                    .isInstanceOfSatisfying(
                            TransportHeader.Parsed.Complete.class,
                            again -> assertThat(again.header()).isEqualTo(header));
        }
        return parsed.toString();
    }

    // Samples.

    private static byte[] written(TransportHeader header) {
        ByteBuf out = Unpooled.buffer();
        header.writeTo(out);
        return ByteBufUtil.getBytes(out);
    }

    private static List<byte[]> ascii(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    private static byte[] block() {
        BlockBuffer block = encoded();
        return Arrays.copyOf(block.bytes(), block.length());
    }

    private static BlockBuffer encoded() {
        FieldCache cache = new FieldCache(FieldMarks::mark);
        BlockBuffer out = new BlockBuffer();
        HpackEncoder encoder = new HpackEncoder();
        encoder.begin(out);
        encoder.write(cache.field(":method", "POST"), out);
        encoder.write(cache.field(":path", "/emojivoto.v1.EmojiService/ListAll"), out);
        encoder.write(cache.field("content-type", "application/grpc"), out);
        encoder.write(cache.field("te", "trailers"), out);
        return out;
    }

    private static byte[] written(java.util.function.Consumer<FrameWriter> what) {
        CompositeByteBuf out = Unpooled.compositeBuffer(100);
        FrameWriter writer = new FrameWriter(UnpooledByteBufAllocator.DEFAULT, part -> out.addComponent(true, part));
        what.accept(writer);
        writer.flush();
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        out.release();
        return bytes;
    }
}
