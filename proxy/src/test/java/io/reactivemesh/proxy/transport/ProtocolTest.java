package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolTest {

    private static @Nullable Protocol judge(String text) {
        return Protocol.of(Unpooled.wrappedBuffer(Heads.bytes(text)));
    }

    @Test
    void aRequestIsWaitedForUpToFourteenBytesAndEveryLongerPrefixIsHttp() {
        String request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

        for (int length = 1; length < 14; length++) {
            assertThat(judge(request.substring(0, length))).isNull();
        }
        for (int length = 14; length <= request.length(); length++) {
            assertThat(judge(request.substring(0, length))).isEqualTo(Protocol.HTTP1);
        }
    }

    @Test
    void theHttp2PrefaceIsHttp2WithAndWithoutMoreBehindIt() {
        for (int length = 1; length < 14; length++) {
            assertThat(judge("PRI * HTTP/2.0".substring(0, length))).isNull();
        }
        assertThat(judge("PRI * HTTP/2.0")).isEqualTo(Protocol.HTTP2);
        assertThat(judge("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\ngarbage")).isEqualTo(Protocol.HTTP2);
    }

    @Test
    void aPostIsHttp1AlthoughItStartsLikeThePreface() {
        assertThat(judge("POST /foo HTTP/1.1\r\n")).isEqualTo(Protocol.HTTP1);
    }

    @Test
    void garbageIsNotHttp() {
        assertThat(judge("foo.bar.blah\r\nbobo")).isEqualTo(Protocol.NOT_HTTP);
        assertThat(judge("x".repeat(100))).isEqualTo(Protocol.NOT_HTTP);
        assertThat(judge("\u0000".repeat(100))).isEqualTo(Protocol.NOT_HTTP);
        assertThat(judge("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003 abcdef"))
                .isEqualTo(Protocol.NOT_HTTP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PING\r\n",
                "*1\r\n$4\r\n",
                "QUIT\n",
                "hello",
                "get key\r\n",
                "\r\n",
                "NICK me\r\n",
                "\u0000\u0000\u0000\u0008",
                "AMQP\u0000",
                "GET / FTP",
                "GET / HTTP/3",
                "GET  /"
            })
    void whatCannotBecomeARequestIsNotWaitedFor(String bytes) {
        assertThat(judge(bytes)).isEqualTo(Protocol.NOT_HTTP);
    }

    @Test
    void emptyLinesBeforeARequestArePassedOver() {
        assertThat(judge("\r\nGET / HT")).isNull();
        assertThat(judge("\r\nGET / HTTP/1.1")).isEqualTo(Protocol.HTTP1);
    }

    @Test
    void aLongTargetThatGoesOnIsHttp() {
        assertThat(judge("GET /" + "a".repeat(500))).isEqualTo(Protocol.HTTP1);
    }

    @Test
    void judgingConsumesNothing() {
        var bytes = Unpooled.wrappedBuffer(Heads.bytes("foo.bar.blah\r\nbobo"));

        assertThat(Protocol.of(bytes)).isEqualTo(Protocol.NOT_HTTP);

        assertThat(bytes.readerIndex()).isZero();
    }
}
