package io.reactivemesh.proxy.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.reactivemesh.proxy.stack.GrpcCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Messages come out as they went in, however the bytes between were cut. */
class MessageReaderPropertyTest {

    @Property(tries = 300)
    void anyCutGivesTheSameMessages(
            @ForAll @Size(max = 12) List<@IntRange(max = 3000) Integer> lengths,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 2000) Integer> cuts) {
        List<byte[]> sent =
                lengths.stream().map(MessageReaderPropertyTest::message).toList();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        sent.forEach(each -> wire.writeBytes(MessageReader.framed(each)));
        MessageReader reader = new MessageReader();

        List<byte[]> found = new ArrayList<>();
        byte[] bytes = wire.toByteArray();
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int count = Math.min(cuts.get(i % cuts.size()), bytes.length - at);
            reader.add(Unpooled.wrappedBuffer(bytes), at, count);
            at += count;
            while (reader.advance()) {
                found.add(Arrays.copyOfRange(reader.array(), reader.offset(), reader.offset() + reader.length()));
            }
            reader.trim();
        }

        assertThat(found).usingRecursiveFieldByFieldElementComparator().isEqualTo(sent);
        assertThat(reader.held()).isZero();
        assertThat(reader.error()).isNull();
    }

    /** As when nobody asks for a message before all have come. */
    @Property(tries = 100)
    void messagesMayWaitHere(@ForAll @Size(max = 20) List<@IntRange(max = 3000) Integer> lengths) {
        MessageReader reader = new MessageReader();
        for (int length : lengths) {
            byte[] framed = MessageReader.framed(message(length));
            reader.add(Unpooled.wrappedBuffer(framed), 0, framed.length);
        }

        List<Integer> found = new ArrayList<>();
        while (reader.advance()) {
            found.add(reader.length());
        }

        assertThat(found).isEqualTo(lengths);
    }

    /** What is not a message is an error, whatever follows, and nothing of it is kept. */
    @Property(tries = 200)
    void anyPrefixIsAMessageOrAnError(@ForAll byte flag, @ForAll int length) {
        MessageReader reader = new MessageReader();
        byte[] prefix = ByteBuffer.allocate(1024).put(flag).putInt(length).array();

        reader.add(Unpooled.wrappedBuffer(prefix), 0, prefix.length);
        boolean found = reader.advance();

        boolean tooLong = Integer.toUnsignedLong(length) > MessageReader.MAX_MESSAGE_BYTES;
        if (flag != 0 || tooLong) {
            assertThat(found).isFalse();
            assertThat(Objects.requireNonNull(reader.error()).code())
                    .isEqualTo(flag != 0 ? GrpcCode.INTERNAL : GrpcCode.RESOURCE_EXHAUSTED);
            assertThat(reader.held()).isZero();
        } else {
            assertThat(reader.error()).isNull();
            assertThat(found).isEqualTo(length <= prefix.length - MessageReader.PREFIX_BYTES);
        }
    }

    private static byte[] message(int length) {
        byte[] message = new byte[length];
        Arrays.fill(message, (byte) length);
        return message;
    }
}
