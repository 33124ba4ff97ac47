package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.reactivemesh.proxy.testing.Hellos;
import io.reactivemesh.proxy.testing.Hellos.Extension;
import io.reactivemesh.proxy.transport.ClientHello.Verdict;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {

    private static Verdict judge(byte[] bytes) {
        return new ClientHello().read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }

    private static byte[] hello(Extension... extensions) {
        return Hellos.records(Hellos.message(new byte[0], new byte[] {0x13, 1}, List.of(extensions)), 1 << 14);
    }

    @Test
    void readsTheHelloOfARealClient() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("Web.Emojivoto.example", 443);
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        ClientHello hello = new ClientHello();

        assertThat(hello.read(Unpooled.wrappedBuffer(out.flip()), 0, out.limit()))
                .isEqualTo(Verdict.SERVER_NAMED);
        assertThat(hello.serverName()).isEqualTo("web.emojivoto.example");
    }

    @Test
    void wantsMoreUntilTheNameIsThereAndThenKeepsItsVerdict() {
        byte[] all = hello(
                new Extension(10, "\0".repeat(8)), Hellos.serverName("a.b"), new Extension(51, "\0".repeat(1200)));
        int behindTheName = 5 + 4 + 2 + 32 + 1 + 2 + 2 + 2 + 2 + (4 + 8) + (4 + 2 + 3 + 3);

        for (int length = 0; length <= all.length; length++) {
            Verdict verdict = new ClientHello().read(Unpooled.wrappedBuffer(all), 0, length);

            assertThat(verdict)
                    .as("%d bytes", length)
                    .isEqualTo(length < behindTheName ? Verdict.MORE : Verdict.SERVER_NAMED);
        }
    }

    @Test
    void aRequestIsNotTlsFromItsFirstByteOn() {
        assertThat(judge(Heads.bytes("G"))).isEqualTo(Verdict.NOT_TLS);
    }

    @Test
    void aHelloWithAHybridKeyShareBeforeTheNameIsRead() {
        byte[] hello = hello(new Extension(51, "\0".repeat(1256)), Hellos.serverName("web.emojivoto"));

        assertThat(judge(hello)).isEqualTo(Verdict.SERVER_NAMED);
    }

    @Test
    void namesThatAreNoHostsAreSteppedOver() {
        ClientHello hello = new ClientHello();
        byte[] bytes = hello(Hellos.serverNames(List.of(7, 0), List.of("\u0001\u0002", "host.example")));

        assertThat(hello.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length)).isEqualTo(Verdict.SERVER_NAMED);
        assertThat(hello.serverName()).isEqualTo("host.example");
    }

    @Test
    void aHelloThatNamesNobodyCountsAsNone() {
        assertThat(judge(hello())).isEqualTo(Verdict.NOT_TLS);
        assertThat(judge(hello(new Extension(51, "\0".repeat(40))))).isEqualTo(Verdict.NOT_TLS);
        assertThat(judge(hello(Hellos.serverNames(List.of(7), List.of("x"))))).isEqualTo(Verdict.NOT_TLS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3.4", "*", "a..b", "host:80", "é.example", "a b"})
    void aNameThatIsNoDnsNameCountsAsNone(String name) {
        assertThat(judge(hello(Hellos.serverName(name)))).isEqualTo(Verdict.NOT_TLS);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource({
        "0, 23, an alert or data record",
        "1, 2, a major version that is not 3",
        "2, 2, a minor version of nobody's",
        "5, 2, a server hello",
        "6, 1, a message of more than 64 KiB",
        "9, 2, a client version that is not 1.2"
    })
    void oneByteThatDoesNotFitDecides(int at, int wrong, String reason) {
        byte[] hello = Hellos.to("a.b");
        hello[at] = (byte) wrong;

        assertThat(judge(hello)).as(reason).isEqualTo(Verdict.NOT_TLS);
    }

    @Test
    void recordsWithoutContentAndOversizedOnesAreRefused() {
        assertThat(judge(new byte[] {22, 3, 1, 0, 0})).isEqualTo(Verdict.NOT_TLS);
        assertThat(judge(new byte[] {22, 3, 1, 0x40, 1})).isEqualTo(Verdict.NOT_TLS);
        assertThat(judge(new byte[] {22, 3, 1, 0x40, 0})).isEqualTo(Verdict.MORE);
    }

    @Test
    void vectorsMayNotBeLongerThanWhatHoldsThem() {
        byte[] longSession = Hellos.to("a.b");
        longSession[5 + 4 + 2 + 32] = (byte) 255;
        byte[] longName = Hellos.to("a.b");
        longName[longName.length - 4] = 9;
        byte[] manySuites =
                Hellos.records(Hellos.message(new byte[0], new byte[8194], List.of(Hellos.serverName("a.b"))), 1 << 14);

        assertThat(judge(longSession)).isEqualTo(Verdict.NOT_TLS);
        assertThat(judge(longName)).isEqualTo(Verdict.NOT_TLS);
        assertThat(judge(manySuites)).isEqualTo(Verdict.NOT_TLS);
    }
}
