package io.reactivemesh.proxy.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 7541 appendix C, and what a decoder must refuse. */
class HpackDecoderTest {

    private static final String FIRST_REQUEST = """
            :method: GET
            :scheme: http
            :path: /
            :authority: www.example.com
            """;
    private static final String SECOND_REQUEST = FIRST_REQUEST + "cache-control: no-cache\n";
    private static final String THIRD_REQUEST = """
            :method: GET
            :scheme: https
            :path: /index.html
            :authority: www.example.com
            custom-key: custom-value
            """;
    private static final String RESPONSE = """
            :status: %s
            cache-control: private
            date: %s
            location: https://www.example.com
            """;
    private static final String FIRST_DATE = "Mon, 21 Oct 2013 20:13:21 GMT";
    private static final String COOKIE = "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1\n";

    private final FieldCache cache = Sections.cache();
    private final HpackDecoder decoder = new HpackDecoder(cache, HpackDecoder.DEFAULT_TABLE_BYTES);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            C.2.1, with indexing    | 400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572 | custom-key: custom-header
            C.2.2, without indexing | 040c 2f73 616d 706c 652f 7061 7468                               | :path: /sample/path
            C.2.4, indexed          | 82                                                               | :method: GET
            """)
    void decodesRepresentations(String name, String block, String expected) {
        assertThat(Sections.decode(decoder, Sections.hex(block))).isEqualTo(expected + "\n");
    }

    @Test
    void keepsSensitiveFieldsSensitive() {
        FieldSection section = new FieldSection();
        section.clear(1000);
        byte[] block = Sections.hex("1008 7061 7373 776f 7264 0673 6563 7265 74");

        boolean legal = decoder.decode(block, 0, block.length, section);

        assertThat(legal).isTrue();
        assertThat(section.get(0).sensitive()).isTrue();
        assertThat(section.get(0).text()).isEqualTo("secret");
        assertThat(section).hasToString("password: …\n");
        assertThat(Sections.encode(new HpackEncoder(), List.of(section.get(0), section.get(0))))
                .as("sent on as never indexed, however often it comes")
                .isEqualTo(Sections.hex(
                        "1008 7061 7373 776f 7264 0673 6563 7265 74 1008 7061 7373 776f 7264 0673 6563 7265 74"));
    }

    @ParameterizedTest(name = "C.3 and C.4: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            plain   | 8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d | 8286 84be 5808 6e6f 2d63 6163 6865 | 8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65
            Huffman | 8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff        | 8286 84be 5886 a8eb 1064 9cbf      | 8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf
            """)
    void decodesConsecutiveRequests(String name, String first, String second, String third) {
        assertThat(Sections.decode(decoder, Sections.hex(first))).isEqualTo(FIRST_REQUEST);
        assertThat(Sections.decode(decoder, Sections.hex(second))).isEqualTo(SECOND_REQUEST);
        assertThat(Sections.decode(decoder, Sections.hex(third))).isEqualTo(THIRD_REQUEST);
    }

    @ParameterizedTest(name = "C.5 and C.6: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            plain   | 4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d | 4803 3330 37c1 c0bf | 88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31
            Huffman | 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3 | 4883 640e ffc1 c0bf | 88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07
            """)
    void decodesResponsesAndEvictsFromASmallTable(String name, String first, String second, String third) {
        HpackDecoder small = new HpackDecoder(cache, 256);

        assertThat(Sections.decode(small, Sections.hex(first))).isEqualTo(RESPONSE.formatted("302", FIRST_DATE));
        assertThat(Sections.decode(small, Sections.hex(second))).isEqualTo(RESPONSE.formatted("307", FIRST_DATE));
        assertThat(Sections.decode(small, Sections.hex(third)))
                .isEqualTo(RESPONSE.formatted("200", "Mon, 21 Oct 2013 20:13:22 GMT")
                        + "content-encoding: gzip\n"
                        + COOKIE);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            80                     | index 0
            be                     | index beyond both tables
            ff ffff ffff 7f        | integer too large
            ff                     | integer cut off
            40 0a 63               | string cut off
            40                     | name missing
            40 01 61               | value missing
            01 82 ffff             | Huffman padding of more than 7 bits
            01 81 18               | Huffman padding with zeros
            01 84 ffff ffff        | Huffman end of string
            82 20                  | size update behind a field
            3fe2 1f                | size update above the limit
            """)
    void refuses(String block, String reason) {
        FieldSection section = new FieldSection();
        section.clear(1 << 20);
        byte[] bytes = Sections.hex(block);

        assertThat(decoder.decode(bytes, 0, bytes.length, section)).as(reason).isFalse();
    }

    @Test
    void anEntryLargerThanTheTableEmptiesIt() {
        HpackDecoder tiny = new HpackDecoder(cache, 40);

        String fields = Sections.decode(tiny, Sections.hex("40 01 61 01 62  40 0a 6375 7374 6f6d 2d6b 6579 01 62"));

        assertThat(fields).isEqualTo("a: b\ncustom-key: b\n");
        FieldSection section = new FieldSection();
        section.clear(1000);
        assertThat(tiny.decode(Sections.hex("be"), 0, 1, section)).isFalse();
    }

    @Test
    void keepsTheTableRightWhenTheSectionTakesNoMore() {
        FieldSection section = new FieldSection();
        section.clear(40);
        byte[] block = Sections.hex("82 40 01 61 01 62 40 01 63 01 64");

        boolean legal = decoder.decode(block, 0, block.length, section);

        assertThat(legal).isTrue();
        assertThat(section.overflowed()).isTrue();
        assertThat(section.count()).isZero();
        assertThat(Sections.decode(decoder, Sections.hex("be bf"))).isEqualTo("c: d\na: b\n");
    }

    @Test
    void theSameBytesAreTheSameField() {
        FieldSection section = new FieldSection();
        section.clear(1000);
        byte[] block = Sections.hex("040c 2f73 616d 706c 652f 7061 7468");

        boolean first = decoder.decode(block, 0, block.length, section);
        boolean second =
                new HpackDecoder(cache, HpackDecoder.DEFAULT_TABLE_BYTES).decode(block, 0, block.length, section);

        assertThat(first && second).isTrue();
        assertThat(section.get(0)).isSameAs(section.get(1));
        assertThat(section.get(0).marks()).isEqualTo(":path".length());
    }

    @Test
    void everyTruncationIsRefusedOrIsAShorterSection() {
        byte[] block = Sections.hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff");
        for (int length = 0; length < block.length; length++) {
            FieldSection section = new FieldSection();
            section.clear(1000);
            HpackDecoder fresh = new HpackDecoder(cache, HpackDecoder.DEFAULT_TABLE_BYTES);

            boolean legal = fresh.decode(Arrays.copyOf(block, length), 0, length, section);

            assertThat(legal).as("first %d bytes", length).isEqualTo(length <= 3);
        }
    }
}
