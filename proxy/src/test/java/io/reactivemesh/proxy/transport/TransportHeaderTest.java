package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.reactivemesh.proxy.transport.TransportHeader.Parsed;
import io.reactivemesh.proxy.transport.TransportHeader.Session;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes here are made by hand from the description of the protocol. */
class TransportHeaderTest {

    /** {@code transport.l5d.io/v1}, twice a line's end. */
    private static final String PREFACE = "7472616e73706f72742e6c35642e696f2f7631" + "0d0a0d0a";

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource({
        // 08 = field 1, a number; 1a = field 3, a message of so many bytes; in it 0a, 12 = field 1, 2, an empty
        // message.
        "00000002, 0850,                      80,    OPAQUE, a port and nothing else",
        "00000003, 08af20,                    4143,  OPAQUE, a port of two bytes",
        "00000004, 08ffff03,                  65535, OPAQUE, the highest port",
        "00000006, 08501a020a00,              80,    HTTP1,  HTTP/1",
        "00000006, 08501a021200,              80,    HTTP2,  HTTP/2",
        "00000004, 08501a00,                  80,    OPAQUE, a session without a kind",
        "00000006, 08501a021a00,              80,    OPAQUE, a session of a kind that nobody knows",
        "0000000a, 7a03616263" + "0850" + "980101, 80, OPAQUE, fields that nobody knows before and behind",
        "00000004, 08510850,                  80,    OPAQUE, the last of two ports counts",
    })
    void readsWhatTheDescriptionSays(String length, String message, int port, Session session, String why) {
        ByteBuf in = bytes(PREFACE + length + message);

        assertThat(TransportHeader.parse(in))
                .as(why)
                .isEqualTo(new Parsed.Complete(new TransportHeader(port, "", session), in.readableBytes()));
    }

    @Test
    void whatStandsBehindIsTheConnectionsAndNothingIsTaken() {
        String message = "0850" + "1207" + "666f6f2e626172"; // field 2, text: foo.bar
        ByteBuf in = bytes(PREFACE + "0000000b" + message + "474554");

        assertThat(TransportHeader.parse(in))
                .isEqualTo(new Parsed.Complete(new TransportHeader(80, "foo.bar", Session.OPAQUE), 23 + 4 + 11));
        assertThat(in.readableBytes()).isEqualTo(23 + 4 + 11 + 3);
    }

    @Test
    void everyPrefixWantsMore() {
        byte[] whole = ByteBufUtil.getBytes(bytes(PREFACE + "00000006" + "08501a021200"));
        for (int length = 0; length < whole.length; length++) {
            assertThat(TransportHeader.parse(Unpooled.wrappedBuffer(whole, 0, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(Parsed.More.class);
        }
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource({
        "474554,                                          preface: byte 0,       a request",
        "7472616e73706f72742e6c35642e696f2f76320d0a0d0a,  preface: byte 18,      another version",
        "7472616e73706f72742e6c35642e696f2f76310d0a0a,    preface: byte 21,      another end of a line",
        "P00000000,                                       port: 0,               nothing in it",
        "P000000020800,                                   port: 0,               port 0",
        "P0000000408808004,                               port: 65536,           a port too high",
        "P0000000b08ffffffffffffffffff01,                 port: -1,              a port below 0",
        "P0000000608501202612f,                           name:,            a name that is none",
        "P00000006085012022020,                           name:,            blanks",
        "P00000006085012023d3d,                           name:,            signs",
        "P0000000608501202c328,                           message: ,             a name that is no UTF-8",
        "P000000030850ff,                                 message: ,             a field cut off",
        "P00000004085012ff,                               message: ,             a length beyond the message",
        "P0000000108,                                     message: ,             a number cut off",
        "P0000ffe6,                                       length: 65510,         a byte more than 64 KiB altogether",
        "Pffffffff,                                       length: 4294967295,    the longest there is",
    })
    void refusesAnythingElse(String hex, String reason, String why) {
        String spelled = hex.replace("P", PREFACE);

        assertThat(TransportHeader.parse(bytes(spelled)))
                .as(why)
                .isInstanceOfSatisfying(
                        Parsed.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "80,    '',      OPAQUE, 000000020850",
        "4143,  '',      HTTP1,  0000000708af201a020a00",
        "80,    foo.bar, HTTP2,  0000000f08501207666f6f2e6261721a021200",
    })
    void writesWhatItReads(int port, String name, Session session, String hex) {
        TransportHeader header = new TransportHeader(port, name, session);
        ByteBuf out = Unpooled.buffer();

        header.writeTo(out);

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(PREFACE + hex);
        assertThat(TransportHeader.parse(out)).isEqualTo(new Parsed.Complete(header, out.readableBytes()));
    }

    @Test
    void nonsenseIsNotWritten() {
        assertThatThrownBy(() -> new TransportHeader(0, "", Session.OPAQUE))
                .hasMessageContaining("expected: 1 to 65535");
        assertThatThrownBy(() -> new TransportHeader(80, "a b", Session.OPAQUE))
                .hasMessageContaining("expected: a DNS name");
    }
}
