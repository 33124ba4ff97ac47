package io.reactivemesh.proxy.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/** Round trips with ourselves, and with Netty's codec on the other side. */
class HpackPropertyTest {

    /** A field and whether it is sensitive. */
    record Line(String name, String value, boolean sensitive) {}

    /** A message, and what the receiver says of its table before it. */
    record Message(List<Line> lines, int tableBytes) {}

    @Provide
    Arbitrary<List<Message>> messages() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of("user-agent", "date", "x-request-id", "content-type", "te", "accept-encoding"),
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .withChars('-', '0')
                        .ofMinLength(1)
                        .ofMaxLength(40));
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of("application/grpc", "trailers", "gzip, deflate", ""),
                Arbitraries.strings().withCharRange(' ', '\u00ff').ofMaxLength(300));
        Arbitrary<Line> lines = Combinators.combine(names, values, Arbitraries.of(false, false, false, true))
                .as(Line::new);
        Arbitrary<Line> drawnAgain = lines.list().ofSize(6).flatMap(Arbitraries::of);
        Arbitrary<List<Line>> message =
                Arbitraries.oneOf(lines, drawnAgain).list().ofMaxSize(20);
        // Seldom is the table changed, often it is not.
        Arbitrary<Integer> sizes = Arbitraries.frequency(Tuple.of(8, 4096), Tuple.of(1, 0), Tuple.of(1, 200));
        return Combinators.combine(message, sizes).as(Message::new).list().ofMaxSize(12);
    }

    private static List<Field> fields(FieldCache cache, List<Line> lines) {
        List<Field> fields = new ArrayList<>();
        for (Line line : lines) {
            byte[] name = line.name().getBytes(StandardCharsets.ISO_8859_1);
            byte[] value = line.value().getBytes(StandardCharsets.ISO_8859_1);
            fields.add(cache.field(name, 0, name.length, value, 0, value.length, line.sensitive()));
        }
        return fields;
    }

    private static List<Line> lines(FieldSection section) {
        return Sections.fields(section).stream()
                .map(field -> new Line(
                        new String(field.name(), StandardCharsets.ISO_8859_1), field.text(), field.sensitive()))
                .toList();
    }

    @Property(tries = 200)
    void whatWeEncodeWeDecode(@ForAll("messages") List<Message> messages) {
        FieldCache cache = Sections.cache();
        HpackEncoder encoder = new HpackEncoder();
        HpackDecoder decoder = new HpackDecoder(Sections.cache(), HpackDecoder.DEFAULT_TABLE_BYTES);
        for (Message message : messages) {
            encoder.maxTableBytes(message.tableBytes());

            byte[] block = Sections.encode(encoder, fields(cache, message.lines()));
            FieldSection section = new FieldSection();
            section.clear(1 << 20);

            assertThat(decoder.decode(block, 0, block.length, section)).isTrue();
            assertThat(lines(section)).isEqualTo(message.lines());
        }
    }

    @Property(tries = 100)
    void whatWeEncodeNettyDecodes(@ForAll("messages") List<Message> messages) throws Http2Exception {
        FieldCache cache = Sections.cache();
        HpackEncoder encoder = new HpackEncoder();
        DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, 1 << 20);
        for (Message message : messages) {
            netty.configuration().maxHeaderTableSize(message.tableBytes());
            encoder.maxTableBytes(message.tableBytes());

            byte[] block = Sections.encode(encoder, fields(cache, message.lines()));
            Http2Headers decoded = netty.decodeHeaders(1, Unpooled.wrappedBuffer(block));

            assertThat(texts(decoded)).containsExactlyInAnyOrderElementsOf(texts(message.lines()));
        }
    }

    @Property(tries = 100)
    void whatNettyEncodesWeDecode(@ForAll("messages") List<Message> messages) throws Http2Exception {
        DefaultHttp2HeadersEncoder netty =
                new DefaultHttp2HeadersEncoder((name, _) -> name.toString().startsWith("x-"), false);
        HpackDecoder decoder = new HpackDecoder(Sections.cache(), HpackDecoder.DEFAULT_TABLE_BYTES);
        for (Message message : messages) {
            Http2Headers headers = new DefaultHttp2Headers(false);
            message.lines().forEach(line -> headers.add(AsciiString.of(line.name()), latin(line.value())));
            ByteBuf block = Unpooled.buffer();
            netty.configuration().maxHeaderTableSize(message.tableBytes());
            ((Http2HeadersEncoder) netty).encodeHeaders(1, headers, block);
            byte[] bytes = new byte[block.readableBytes()];
            block.readBytes(bytes);
            FieldSection section = new FieldSection();
            section.clear(1 << 20);

            assertThat(decoder.decode(bytes, 0, bytes.length, section)).isTrue();
            assertThat(lines(section).stream().map(line -> line.name() + ": " + line.value()))
                    .containsExactlyInAnyOrderElementsOf(texts(message.lines()));
            assertThat(lines(section))
                    .allMatch(line -> line.sensitive() == line.name().startsWith("x-"));
        }
    }

    /** Whatever comes: an answer, and never more in the section than it takes. */
    @Property(tries = 1000)
    void survivesAnything(@ForAll @Size(max = 200) byte[] block, @ForAll @Size(max = 60) byte[] next) {
        HpackDecoder decoder = new HpackDecoder(Sections.cache(), HpackDecoder.DEFAULT_TABLE_BYTES);
        FieldSection section = new FieldSection();
        section.clear(500);

        boolean legal =
                decoder.decode(block, 0, block.length, section) && decoder.decode(next, 0, next.length, section);

        assertThat(Sections.fields(section).stream().mapToInt(Field::size).sum())
                .isLessThanOrEqualTo(500);
        assertThat(legal || section.count() >= 0).isTrue();
    }

    /** Netty encodes a string byte by byte when it is an AsciiString. */
    private static AsciiString latin(String value) {
        return new AsciiString(value.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    private static List<String> texts(List<Line> lines) {
        return lines.stream().map(line -> line.name() + ": " + line.value()).toList();
    }

    private static List<String> texts(Http2Headers headers) {
        List<String> texts = new ArrayList<>();
        for (Map.Entry<CharSequence, CharSequence> entry : headers) {
            texts.add(entry.getKey() + ": " + text(entry.getValue()));
        }
        return texts;
    }

    private static String text(CharSequence value) {
        return new String(((AsciiString) value).toByteArray(), StandardCharsets.ISO_8859_1);
    }
}
