package io.reactivemesh.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsSection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class DnsMessagePropertyTest {

    @Property
    void questionsAreReadByOthers(
            @ForAll @IntRange(max = 0xffff) int id,
            @ForAll @StringLength(min = 1, max = 63) @CharRange(from = 'a', to = 'z') String label)
            throws IOException {
        EmbeddedChannel channel = new EmbeddedChannel(new DatagramDnsQueryDecoder());
        InetSocketAddress nobody = new InetSocketAddress("127.0.0.1", 1);
        ByteBuf question = Unpooled.wrappedBuffer(DnsMessage.question(id, label + ".svc"));

        channel.writeInbound(new DatagramPacket(question, nobody, nobody));
        DatagramDnsQuery query = channel.readInbound();

        assertThat(query.id()).isEqualTo(id);
        DnsQuestion asked = query.recordAt(DnsSection.QUESTION);
        assertThat(asked.name()).isEqualTo(label + ".svc.");
        assertThat(asked.type()).isEqualTo(DnsRecordType.SRV);
        boolean _ = query.release();
    }

    @Property
    void whateverComesIsReadOrRefused(@ForAll @Size(max = 200) byte[] garbage) {
        byte[] message = new byte[garbage.length + 4];
        message[2] = (byte) 0x80;
        System.arraycopy(garbage, 0, message, 4, garbage.length);
        try {
            assertThat(DnsMessage.answer(ByteBuffer.wrap(message), 0)).isNotNull();
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith("DNS answer: ");
        }
    }

    @Test
    void aNameThatPointsAtItselfIsRefused() {
        byte[] message = {0, 7, (byte) 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, (byte) 0xc0, 12, 0, 33, 0, 1};

        assertThatThrownBy(() -> DnsMessage.answer(ByteBuffer.wrap(message), 7))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("without end");
    }

    @Test
    void whatIsNoNameIsNotAskedFor() {
        assertThatThrownBy(() -> DnsMessage.question(1, "a..b")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> DnsMessage.question(1, "a".repeat(64))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> DnsMessage.question(1, "abcdefg.".repeat(40))).isInstanceOf(IOException.class);
    }
}
