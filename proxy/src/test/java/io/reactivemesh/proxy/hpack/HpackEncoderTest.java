package io.reactivemesh.proxy.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HpackEncoderTest {

    private final FieldCache cache = Sections.cache();
    private final HpackEncoder encoder = new HpackEncoder();

    @Test
    void knowsTheStaticTable() {
        List<Field> fields = List.of(
                cache.field(":method", "POST"), cache.field(":status", "200"), cache.field(":path", "/index.html"));

        assertThat(Sections.encode(encoder, fields)).isEqualTo(Sections.hex("83 88 85"));
    }

    @Test
    void remembersWhatComesTwice() {
        List<Field> fields = List.of(cache.field("te", "trailers"));
        byte[] plain = Sections.hex("00 02 7465 08 7472 6169 6c65 7273");
        byte[] indexing = Sections.hex("40 02 7465 08 7472 6169 6c65 7273");

        assertThat(Sections.encode(encoder, fields)).isEqualTo(plain);
        assertThat(Sections.encode(encoder, fields)).isEqualTo(indexing);
        assertThat(Sections.encode(encoder, fields)).isEqualTo(Sections.hex("be"));
    }

    @Test
    void whatDiffersInEachMessagePushesNothingOut() {
        Field constant = cache.field("user-agent", "grpc-java-netty/1.85.1");
        byte[] _ = Sections.encode(encoder, List.of(constant));
        byte[] _ = Sections.encode(encoder, List.of(constant));

        for (int i = 0; i < 1000; i++) {
            byte[] block = Sections.encode(encoder, List.of(cache.field("x-request-id", "id-" + i), constant));

            assertThat(block[block.length - 1]).as("message %d", i).isEqualTo((byte) 0xbe);
        }
    }

    @Test
    void announcesEveryChangeOfItsTableOnce() {
        encoder.maxTableBytes(0);
        encoder.maxTableBytes(100);

        assertThat(Sections.encode(encoder, List.of())).isEqualTo(Sections.hex("20 3f45"));
        assertThat(Sections.encode(encoder, List.of())).isEmpty();
    }

    @Test
    void usesNoMoreThanItsOwnLimit() {
        encoder.maxTableBytes(1L << 31);

        assertThat(Sections.encode(encoder, List.of())).isEmpty();
    }

    @Test
    void keepsTrackOfManyEntries() {
        HpackDecoder decoder = new HpackDecoder(cache, HpackDecoder.DEFAULT_TABLE_BYTES);
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 200; i++) {
                Field field = cache.field("name-" + i, "value");

                String decoded = Sections.decode(decoder, Sections.encode(encoder, List.of(field, field, field)));

                assertThat(decoded).isEqualTo((field + "\n").repeat(3));
            }
        }
    }
}
