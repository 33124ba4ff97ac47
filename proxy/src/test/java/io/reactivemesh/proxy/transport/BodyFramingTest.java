package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyFramingTest {

    private static BodyFraming chunked() {
        Http1Head head = new Http1Head();
        assertThat(Heads.parse(HeadParser.ofRequests(head), "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isPositive();
        BodyFraming framing = new BodyFraming();
        framing.startRequest(head);
        return framing;
    }

    private static int take(BodyFraming framing, String text) {
        ByteBuf bytes = Unpooled.wrappedBuffer(Heads.bytes(text));
        return framing.take(bytes, 0, bytes.writerIndex());
    }

    @Test
    void aChunkedBodyEndsBehindItsTrailers() {
        String body = "5;ext=\"a\"\r\nhello\r\nA \r\n0123456789\r\n0\r\nX-T: 1\r\nY: 2\r\n\r\n";
        BodyFraming framing = chunked();

        int taken = take(framing, body + "GET / HTTP/1.1\r\n");

        assertThat(taken).isEqualTo(body.length());
        assertThat(framing.done()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "g\r\n",
                "-1\r\n",
                "5\nhello",
                "5\r\nhelloX",
                "5\r\nhello\rX",
                "0\r\n\rX",
                "0\r\n bad: 1\r\n",
                "0\r\nT: a\u0000b\r\n",
                "1000000000000000000\r\n",
                "5;a\u0001\r\n"
            })
    void brokenChunksAreMalformed(String body) {
        assertThat(take(chunked(), body)).isEqualTo(BodyFraming.MALFORMED);
    }

    @Test
    void trailersAreBounded() {
        assertThat(take(chunked(), "0\r\nT: " + "x".repeat(70_000))).isEqualTo(BodyFraming.MALFORMED);
    }

    @Property
    void chunksEndAtTheSameByteHoweverTheyAreCut(
            @ForAll @Size(max = 6) java.util.List<@IntRange(min = 1, max = 40) Integer> sizes,
            @ForAll @Size(max = 12) java.util.List<@IntRange(min = 1, max = 9) Integer> cuts) {
        StringBuilder body = new StringBuilder();
        sizes.forEach(size -> body.append(Integer.toHexString(size))
                .append("\r\n")
                .append("z".repeat(size))
                .append("\r\n"));
        body.append("0\r\n\r\n");
        byte[] all = Heads.bytes(body + "next");
        ByteBuf bytes = Unpooled.wrappedBuffer(all);
        BodyFraming framing = chunked();
        int at = 0;
        for (int i = 0; !framing.done() && at < all.length; i++) {
            int step = i < cuts.size() ? cuts.get(i) : all.length;
            at += framing.take(bytes, at, Math.min(all.length, at + step));
        }

        assertThat(at).isEqualTo(body.length());
        assertThat(framing.done()).isTrue();
    }

    @Test
    void responsesWithoutABodyHaveNoneWhateverTheySay() {
        assertThat(response("HTTP/1.1 200 OK\r\nContent-Length: 55\r\n\r\n", Http1Head.Method.HEAD)
                        .done())
                .isTrue();
        assertThat(response("HTTP/1.1 204 No\r\n\r\n", Http1Head.Method.GET).done())
                .isTrue();
        assertThat(response("HTTP/1.1 304 No\r\nContent-Length: 3\r\n\r\n", Http1Head.Method.GET)
                        .done())
                .isTrue();
    }

    @Test
    void aResponseWithoutFramingLastsUntilTheEndOfTheStream() {
        assertThat(response("HTTP/1.1 200 OK\r\n\r\n", Http1Head.Method.GET).untilEof())
                .isTrue();
    }

    private static BodyFraming response(String text, Http1Head.Method to) {
        Http1Head head = new Http1Head();
        assertThat(Heads.parse(HeadParser.ofResponses(head), text)).isPositive();
        BodyFraming framing = new BodyFraming();
        framing.startResponse(head, to);
        return framing;
    }
}
