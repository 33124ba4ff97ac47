package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class HeadParserPropertyTest {

    private static final String TOKEN_CHARACTERS = "abcXYZ019!#$%&'*+-.^_`|~";

    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> known = Arbitraries.of(
                "Host: web:80",
                "Connection: close",
                "connection: x-a, keep-alive",
                "Content-Length: 17",
                "content-length: 0",
                "Transfer-Encoding: gzip, chunked",
                "Upgrade: websocket",
                "Keep-Alive: 5",
                "l5d-dst-override: a:1",
                "X-A:",
                "Folded: a\r\n b",
                "Space : x");
        Arbitrary<String> names = Arbitraries.strings()
                .withChars(TOKEN_CHARACTERS.toCharArray())
                .ofMinLength(1)
                .ofMaxLength(20);
        Arbitrary<String> values = Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars('\t', 'é')
                .ofMaxLength(30);
        Arbitrary<String> generated = Combinators.combine(names, values).as((name, value) -> name + ":" + value);
        return Arbitraries.oneOf(known, generated)
                .list()
                .ofMaxSize(12)
                .map(lines -> lines.isEmpty() ? "" : String.join("\r\n", lines) + "\r\n");
    }

    @Provide
    Arbitrary<String> requestLines() {
        return Arbitraries.of(
                "GET / HTTP/1.1",
                "POST /a?b=c HTTP/1.0",
                "GET http://other:81/x HTTP/1.1",
                "CONNECT a:443 HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "GET a HTTP/1.1",
                "BREW /pot HTTP/1.1",
                "GET / HTTP/1.3");
    }

    @Property
    void theResultDoesNotDependOnHowTheBytesAreCut(
            @ForAll("requestLines") String line,
            @ForAll("headers") String headers,
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 60) Integer> cuts) {
        String text = line + "\r\n" + headers + "\r\nbody";
        byte[] all = Heads.bytes(text);
        Http1Head whole = new Http1Head();
        int expected = HeadParser.ofRequests(whole).parse(all, all.length);

        Http1Head pieces = new Http1Head();
        HeadParser parser = HeadParser.ofRequests(pieces);
        int result = HeadParser.MORE;
        int length = 0;
        for (int i = 0; result == HeadParser.MORE && length < all.length; i++) {
            int step = i < cuts.size() ? cuts.get(i) : all.length;
            length = Math.min(all.length, length + step);
            result = parser.parse(all, length);
        }

        assertThat(result).isEqualTo(expected);
        if (result > 0) {
            assertThat(Heads.describe(pieces, text)).isEqualTo(Heads.describe(whole, text));
        }
    }

    @Property
    void aByteAtATimeGivesTheSameResult(@ForAll("requestLines") String line, @ForAll("headers") String headers) {
        String text = line + "\r\n" + headers + "\r\n";
        byte[] all = Heads.bytes(text);
        int expected = HeadParser.ofRequests(new Http1Head()).parse(all, all.length);

        HeadParser parser = HeadParser.ofRequests(new Http1Head());
        int result = HeadParser.MORE;
        for (int length = 1; result == HeadParser.MORE && length <= all.length; length++) {
            result = parser.parse(all, length);
        }

        assertThat(result).isEqualTo(expected);
    }

    @Property
    void garbageIsRefusedOrWaitsForMoreAndNeverThrows(
            @ForAll @Size(max = 400) byte[] garbage, @ForAll boolean request) {
        Http1Head head = new Http1Head();
        HeadParser parser = request ? HeadParser.ofRequests(head) : HeadParser.ofResponses(head);

        int result = parser.parse(garbage, garbage.length);

        assertThat(result).isIn(HeadParser.MORE, HeadParser.REFUSED);
    }

    @Property
    void acceptedHeadersAreFoundWhereTheyWereWritten(
            @ForAll @Size(max = 20)
                    List<
                                    @net.jqwik.api.constraints.AlphaChars
                                    @net.jqwik.api.constraints.StringLength(min = 1, max = 12) String>
                            names) {
        StringBuilder text = new StringBuilder("GET / HTTP/1.1\r\n");
        names.forEach(name ->
                text.append("x-").append(name).append(": v-").append(name).append("\r\n"));
        text.append("\r\n");
        Http1Head head = new Http1Head();

        int length = Heads.parse(HeadParser.ofRequests(head), text.toString());

        assertThat(length).isEqualTo(text.length());
        assertThat(head.count()).isEqualTo(names.size());
        for (int i = 0; i < names.size(); i++) {
            assertThat(text.substring(head.start(i), head.nameEnd(i))).isEqualTo("x-" + names.get(i));
            assertThat(text.substring(head.valueStart(i), head.valueEnd(i))).isEqualTo("v-" + names.get(i));
        }
    }
}
