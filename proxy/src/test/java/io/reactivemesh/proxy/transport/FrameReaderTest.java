package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {

    private static final String SETTINGS = "000000 04 00 00000000";
    private static final int MAX_BLOCK_BYTES = 1_000;

    private final RecordingListener listener = new RecordingListener();
    private final FrameReader reader =
            new FrameReader(listener, new Scratch(), false, Frames.DEFAULT_PAYLOAD_BYTES, MAX_BLOCK_BYTES);

    private int read(String hex) {
        ByteBuf in = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
        int error = reader.read(in);
        if (error == Http2Error.NO_ERROR) {
            assertThat(in.readableBytes()).as("bytes left over").isZero();
        }
        return error;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            HEADERS                 | 000002 01 05 00000001 8286                  | HEADERS 1 8286 end
            padded HEADERS          | 000005 01 0c 00000001 02 8286 0000          | HEADERS 1 8286
            HEADERS with priority   | 000007 01 24 00000003 80000001 10 8286      | HEADERS 3 8286
            RST_STREAM              | 000004 03 00 00000001 00000008              | RST_STREAM 1 CANCEL
            an unknown error code   | 000004 03 00 00000001 7fffffff              | RST_STREAM 1 UNKNOWN
            PING                    | 000008 06 00 00000000 0000000000000007      | PING 7
            its answer              | 000008 06 01 00000000 0000000000000007      | PONG 7
            GOAWAY with a text      | 00000a 07 00 00000000 00000005 00000000 6f6b | GOAWAY 5 NO_ERROR
            WINDOW_UPDATE           | 000004 08 00 00000000 80000001              | WINDOW_UPDATE 0 1
            DATA                    | 000002 00 01 00000001 6f6b                  | DATA 1 ok flow 2 end
            padded DATA             | 000005 00 08 00000001 02 6f6b 0000          | DATA 1 ok flow 5
            PRIORITY on itself      | 000005 02 00 00000003 00000003 10           | STREAM_ERROR 3 PROTOCOL_ERROR
            PRIORITY too short      | 000004 02 00 00000003 00000001              | STREAM_ERROR 3 FRAME_SIZE_ERROR
            """)
    void reads(String name, String frame, String expected) {
        assertThat(read(SETTINGS + frame)).isEqualTo(Http2Error.NO_ERROR);

        assertThat(listener.frames()).containsExactly("SETTINGS", expected);
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        assertThat(read(SETTINGS + "000003 bb ff 00000007 010203" + "000005 02 00 00000003 00000001 10"))
                .isEqualTo(Http2Error.NO_ERROR);

        assertThat(listener.frames()).containsExactly("SETTINGS");
    }

    @Test
    void joinsAHeaderBlock() {
        assertThat(read(SETTINGS + "000001 01 01 00000001 82" + "000001 09 00 00000001 86"
                        + "000001 09 04 00000001 84"))
                .isEqualTo(Http2Error.NO_ERROR);

        assertThat(listener.frames()).containsExactly("SETTINGS", "HEADERS 1 828684 end");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            no SETTINGS first              | 000008 06 00 00000000 0000000000000007                | PROTOCOL_ERROR
            only an acknowledgement first  | 000000 04 01 00000000                                 | PROTOCOL_ERROR
            a frame that is too large      | 000000 04 00 00000000 004001 00 00 00000001           | FRAME_SIZE_ERROR
            DATA on stream 0               | 000000 04 00 00000000 000000 00 00 00000000           | PROTOCOL_ERROR
            HEADERS on stream 0            | 000000 04 00 00000000 000000 01 04 00000000           | PROTOCOL_ERROR
            SETTINGS on a stream           | 000000 04 00 00000001                                 | PROTOCOL_ERROR
            SETTINGS of 5 bytes            | 000005 04 00 00000000 0000000000                      | FRAME_SIZE_ERROR
            an acknowledgement with bytes  | 000000 04 00 00000000 000006 04 01 00000000 000000000000 | FRAME_SIZE_ERROR
            PING on a stream               | 000000 04 00 00000000 000008 06 00 00000001 0000000000000007 | PROTOCOL_ERROR
            PING of 4 bytes                | 000000 04 00 00000000 000004 06 00 00000000 00000007  | FRAME_SIZE_ERROR
            RST_STREAM on stream 0         | 000000 04 00 00000000 000004 03 00 00000000 00000008  | PROTOCOL_ERROR
            WINDOW_UPDATE of 3 bytes       | 000000 04 00 00000000 000003 08 00 00000000 000001    | FRAME_SIZE_ERROR
            GOAWAY of 4 bytes              | 000000 04 00 00000000 000004 07 00 00000000 00000005  | FRAME_SIZE_ERROR
            GOAWAY on a stream             | 000000 04 00 00000000 000008 07 00 00000001 0000000500000000 | PROTOCOL_ERROR
            a push                         | 000000 04 00 00000000 000004 05 04 00000001 00000002  | PROTOCOL_ERROR
            CONTINUATION out of place      | 000000 04 00 00000000 000001 09 04 00000001 82        | PROTOCOL_ERROR
            an interrupted header block    | 000000 04 00 00000000 000001 01 00 00000001 82 000000 00 00 00000001 | PROTOCOL_ERROR
            CONTINUATION of another stream | 000000 04 00 00000000 000001 01 00 00000001 82 000001 09 04 00000003 86 | PROTOCOL_ERROR
            more padding than payload      | 000000 04 00 00000000 000002 00 08 00000001 02 00     | PROTOCOL_ERROR
            padding without its length     | 000000 04 00 00000000 000000 00 08 00000001           | FRAME_SIZE_ERROR
            HEADERS of padding alone       | 000000 04 00 00000000 000002 01 0c 00000001 02 00     | PROTOCOL_ERROR
            HEADERS shorter than priority  | 000000 04 00 00000000 000003 01 24 00000001 000000    | PROTOCOL_ERROR
            """)
    void refuses(String name, String frames, String error) {
        assertThat(Http2Error.name(read(frames))).isEqualTo(error);
        assertThat(reader.refusal()).isNotEmpty();
    }

    @Test
    void boundsAHeaderBlockBeforeAnybodyDecodesIt() {
        String start = SETTINGS + "0001f4 01 00 00000001" + "82".repeat(500);
        String more = "0001f5 09 00 00000001" + "82".repeat(501);

        assertThat(Http2Error.name(read(start + more))).isEqualTo("ENHANCE_YOUR_CALM");
    }

    @Test
    void boundsTheNumberOfContinuations() {
        String frames = SETTINGS + "000001 01 00 00000001 82" + "000000 09 00 00000001".repeat(65);

        assertThat(Http2Error.name(read(frames))).isEqualTo("ENHANCE_YOUR_CALM");
    }

    @Test
    void wantsThePrefaceOfAClient() {
        FrameReader server = new FrameReader(listener, new Scratch(), true, 16_384, 1_000);

        assertThat(server.read(Unpooled.wrappedBuffer(Frames.PREFACE))).isEqualTo(Http2Error.NO_ERROR);
        assertThat(new FrameReader(listener, new Scratch(), true, 16_384, 1_000)
                        .read(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n", java.nio.charset.StandardCharsets.US_ASCII)))
                .isEqualTo(Http2Error.PROTOCOL_ERROR);
    }
}
