package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.reactivemesh.proxy.hpack.FieldCache;
import io.reactivemesh.proxy.hpack.FieldSection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** A body that is put into chunks and taken out of them again is the same, however the bytes are cut. */
class UnchunkedPropertyTest {

    private static final class Sink implements StreamEnd {

        private final StringBuilder text = new StringBuilder();

        @Override
        public void data(ByteBuf in, int from, int length, boolean end) {
            text.append(in.toString(from, length, StandardCharsets.US_ASCII)).append(end ? "|" : "");
        }

        @Override
        public void trailers(FieldSection trailers) {
            text.append("|").append(trailers);
        }

        @Override
        public void taken(int bytes) {
            throw new AssertionError("nothing was given");
        }

        @Override
        public void reset(int code) {
            throw new AssertionError("nothing has failed");
        }

        @Override
        public void detach() {
            throw new AssertionError("nothing has ended");
        }
    }

    @Property(tries = 300)
    void roundTrip(
            @ForAll @Size(max = 8) List<@AlphaChars @StringLength(min = 1, max = 300) String> pieces,
            @ForAll boolean withTrailers,
            @ForAll @IntRange(min = 1, max = 100) int step) {
        FieldCache cache = new FieldCache(FieldMarks::mark);
        ByteBuf framed = Unpooled.buffer();
        for (String piece : pieces) {
            ByteBuf bytes = Unpooled.copiedBuffer(piece, StandardCharsets.US_ASCII);
            append(framed, Chunks.piece(UnpooledByteBufAllocator.DEFAULT, bytes, 0, piece.length(), true, false));
        }
        FieldSection trailers = new FieldSection();
        trailers.clear(1_000);
        trailers.add(cache.field("x-check", "a: b"));
        append(
                framed,
                withTrailers
                        ? Chunks.trailers(UnpooledByteBufAllocator.DEFAULT, trailers)
                        : Chunks.piece(UnpooledByteBufAllocator.DEFAULT, Unpooled.EMPTY_BUFFER, 0, 0, true, true));
        Http1Head head = new Http1Head();
        head.clear();
        head.chunked = true;
        Unchunked unchunked = new Unchunked(cache);
        unchunked.startRequest(head);
        Sink sink = new Sink();

        int passed = 0;
        for (int at = 0; at < framed.writerIndex(); at += step) {
            passed += unchunked.pass(framed, at, Math.min(framed.writerIndex(), at + step), sink);
        }

        String body = String.join("", pieces);
        assertThat(unchunked.done()).isTrue();
        assertThat(passed).isEqualTo(body.length());
        assertThat(sink.text.toString()).isEqualTo(body + (withTrailers ? "|x-check: a: b\n" : "|"));
    }

    private static void append(ByteBuf all, ByteBuf part) {
        all.writeBytes(part);
        part.release();
    }
}
