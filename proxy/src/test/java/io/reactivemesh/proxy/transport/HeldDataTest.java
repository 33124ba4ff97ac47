package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HeldDataTest {

    private final HeldData held = new HeldData();

    private void add(ByteBuf in, int from, int length) {
        held.add(UnpooledByteBufAllocator.DEFAULT, in, from, length);
    }

    private String takeAll(int most) {
        StringBuilder all = new StringBuilder();
        while (held.bytes() > 0) {
            ByteBuf first = held.first();
            int length = Math.min(most, first.readableBytes());
            all.append(first.toString(first.readerIndex(), length, StandardCharsets.US_ASCII));
            held.skip(length);
        }
        return all.toString();
    }

    @Property(tries = 200)
    void bytesComeOutAsTheyWentIn(
            @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 9_000) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 20_000) int most) {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < lengths.size(); i++) {
            String text = Character.toString('a' + i).repeat(lengths.get(i));
            expected.append(text);
            ByteBuf in = Unpooled.copiedBuffer("x" + text + "x".repeat(i * 1_000), StandardCharsets.US_ASCII);
            add(in, 1, lengths.get(i));
            in.release();
        }

        assertThat(held.bytes()).isEqualTo(expected.length());
        assertThat(takeAll(most)).isEqualTo(expected.toString());
    }

    @Test
    void aSmallPieceDoesNotKeepItsBuffer() {
        ByteBuf in = Unpooled.buffer(64 * 1024).writeZero(64 * 1024);

        add(in, 100, 3_000);

        assertThat(in.refCnt()).isEqualTo(1);
        held.release();
        in.release();
    }

    @Test
    void aLargePieceIsNotCopied() {
        ByteBuf in = Unpooled.buffer(8 * 1024).writeZero(8 * 1024);

        add(in, 0, 8 * 1024);

        assertThat(in.refCnt()).isEqualTo(2);
        held.release();
        assertThat(in.refCnt()).isEqualTo(1);
        in.release();
    }
}
