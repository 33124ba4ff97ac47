package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadRewriterTest {

    private final HeadRewriter rewriter = new HeadRewriter(new Scratch());

    private String rewrite(String text, int drop, String add) {
        Http1Head head = new Http1Head();
        assertThat(Heads.parse(HeadParser.ofRequests(head), text)).isPositive();
        ByteBuf message = UnpooledByteBufAllocator.DEFAULT
                .directBuffer()
                .writeBytes(Heads.bytes("xx" + text))
                .skipBytes(2);

        ByteBuf out = rewriter.rewrite(message, head, drop, Heads.bytes(add), UnpooledByteBufAllocator.DEFAULT);

        String result = out.toString(StandardCharsets.ISO_8859_1);
        assertThat(out.release()).isTrue();
        assertThat(message.refCnt()).isZero();
        return result;
    }

    @Test
    void anUnchangedHeadPassesAsItIs() {
        String text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nbody";

        assertThat(rewrite(text, KnownHeader.HOP_BY_HOP, "")).isEqualTo(text);
    }

    @Test
    void dropsHopByHopHeadersAndWhatTheyList() {
        String text =
                "GET / HTTP/1.1\r\nKeep-Alive: 5\r\nHost: a\r\nConnection: x-foo-bar, close\r\nX-Foo-Bar: 1\r\nProxy-Connection: x\r\nZ: 1\r\n\r\nbody";

        assertThat(rewrite(text, KnownHeader.HOP_BY_HOP, ""))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nZ: 1\r\n\r\nbody");
    }

    @Test
    void addsInTheSpaceOfWhatIsDropped() {
        String text = "GET / HTTP/1.1\r\nConnection: keep-alive\r\nHost: a\r\n\r\nbody";

        assertThat(rewrite(text, KnownHeader.HOP_BY_HOP, "connection: close\r\n"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nconnection: close\r\n\r\nbody");
    }

    @Test
    void addsMoreThanIsDroppedIntoANewBuffer() {
        assertThat(rewrite("GET / HTTP/1.1\r\nHost: a\r\n\r\nbody", 0, "connection: close\r\n"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nconnection: close\r\n\r\nbody");
    }
}
