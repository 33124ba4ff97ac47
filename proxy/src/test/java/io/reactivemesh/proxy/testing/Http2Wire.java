package io.reactivemesh.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * One end of an HTTP/2 connection that writes and reads frames one by one, as a test says, whether that is legal or not. Headers are
 * coded by Netty.
 */
public final class Http2Wire implements AutoCloseable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;

    private static final String PREFACE = "PRI * HTTP/2.0~~SM~~";

    /**
     * A frame.
     *
     * @param text the fields of HEADERS, {@code name: value} a line; otherwise the payload, one byte a character
     * @param code the last four bytes as a number: the error code of RST_STREAM and of a GOAWAY without a text; 0 where there are fewer
     */
    public record Frame(int type, int flags, int stream, String text, int code) {

        /** Whether the stream ends with it. */
        public boolean end() {
            return (flags & END_STREAM) != 0;
        }

        /** What SETTINGS says, by identifier. */
        public Map<Integer, Integer> settings() {
            assertThat(type).isEqualTo(SETTINGS);
            Map<Integer, Integer> settings = new HashMap<>();
            ByteBuffer payload = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            while (payload.hasRemaining()) {
                settings.put((int) payload.getShort(), payload.getInt());
            }
            return settings;
        }
    }

    private final Wire wire;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);

    private Http2Wire(Wire wire) {
        this.wire = wire;
    }

    /** A client: has said its preface and empty settings. */
    public static Http2Wire client(Wire wire) {
        return client(wire, new int[0]);
    }

    /**
     * A client.
     *
     * @param settings identifiers and values, alternating
     */
    public static Http2Wire client(Wire wire, int... settings) {
        return new Http2Wire(wire.send(PREFACE)).settings(settings);
    }

    /** A client that has said its preface, and nothing else. */
    public static Http2Wire resumed(Wire wire) {
        return new Http2Wire(wire);
    }

    /**
     * A server: has read the preface and said its settings.
     *
     * @param settings identifiers and values, alternating
     */
    public static Http2Wire server(Wire wire, int... settings) {
        String preface = wire.text(24);
        if (!preface.equals(PREFACE.replace("~", "\r\n"))) {
            throw new UncheckedIOException(new EOFException("no preface, but: " + preface));
        }
        return new Http2Wire(wire).settings(settings);
    }

    /** Writes any frame. */
    public Http2Wire frame(int type, int flags, int stream, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.putInt((payload.length << 8) | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
        wire.send(frame.array());
        return this;
    }

    public Http2Wire settings(int... pairs) {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    /** The block of these fields: names and values, alternating. */
    public byte[] block(String... fields) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        try {
            ByteBuf out = Unpooled.buffer();
            encoder.encodeHeaders(1, headers, out);
            byte[] block = new byte[out.readableBytes()];
            out.readBytes(block);
            return block;
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    public Http2Wire headers(int stream, boolean end, String... fields) {
        return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
    }

    /** A request for {@code path} of {@code authority}, with more fields. */
    public Http2Wire request(int stream, boolean end, String method, String authority, String path, String... more) {
        String[] fields = new String[8 + more.length];
        String[] pseudo = {":method", method, ":scheme", "http", ":authority", authority, ":path", path};
        System.arraycopy(pseudo, 0, fields, 0, 8);
        System.arraycopy(more, 0, fields, 8, more.length);
        return headers(stream, end, fields);
    }

    public Http2Wire data(int stream, boolean end, String text) {
        return frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Http2Wire reset(int stream, int code) {
        return frame(RST_STREAM, 0, stream, ints(code));
    }

    public Http2Wire ping(long payload) {
        return frame(PING, 0, 0, ByteBuffer.allocate(8).putLong(payload).array());
    }

    public Http2Wire goAway(int last, int code) {
        return frame(GOAWAY, 0, 0, ints(last, code));
    }

    public Http2Wire windowUpdate(int stream, int increment) {
        return frame(WINDOW_UPDATE, 0, stream, ints(increment));
    }

    private static byte[] ints(int... values) {
        ByteBuffer payload = ByteBuffer.allocate(values.length * 4);
        for (int value : values) {
            payload.putInt(value);
        }
        return payload.array();
    }

    /** The next frame, whatever it is; SETTINGS are acknowledged, PINGs answered. Fails when the connection ends. */
    public Frame next() {
        byte[] header = wire.bytes(9);
        if (header.length < 9) {
            throw new UncheckedIOException(new EOFException("the connection has ended"));
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        int lengthAndType = fields.getInt();
        int flags = fields.get();
        int stream = fields.getInt();
        int type = lengthAndType & 0xFF;
        byte[] payload = wire.bytes(lengthAndType >>> 8);
        if (type == SETTINGS && (flags & ACK) == 0) {
            frame(SETTINGS, ACK, 0, new byte[0]);
        } else if (type == PING && (flags & ACK) == 0) {
            frame(PING, ACK, 0, payload);
        }
        int code = payload.length < 4 ? 0 : ByteBuffer.wrap(payload).getInt(payload.length - 4);
        return new Frame(type, flags, stream, text(type, payload), code);
    }

    private String text(int type, byte[] payload) {
        if (type != HEADERS) {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }
        try {
            Http2Headers headers = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(payload));
            return StreamSupport.stream(headers.spliterator(), false)
                    .map(field -> field.getKey() + ": " + field.getValue() + "\n")
                    .collect(Collectors.joining());
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The next frame that is about a stream or ends the connection: no SETTINGS, PING or WINDOW_UPDATE. */
    public Frame message() {
        while (true) {
            Frame frame = next();
            if (frame.type != SETTINGS && frame.type != PING && frame.type != WINDOW_UPDATE) {
                return frame;
            }
        }
    }

    /** The next frame of a type, those before it passed over. */
    public Frame await(int type) {
        while (true) {
            Frame frame = next();
            if (frame.type == type) {
                return frame;
            }
        }
    }

    /** The bodies of one stream up to its end, other frames passed over. */
    public String body(int stream) {
        StringBuilder body = new StringBuilder();
        while (true) {
            Frame frame = message();
            if (frame.stream == stream && frame.type == DATA) {
                body.append(frame.text);
            }
            if (frame.stream == stream && frame.end()) {
                return body.toString();
            }
            if (frame.type == RST_STREAM || frame.type == GOAWAY) {
                throw new AssertionError("ended by " + frame);
            }
        }
    }

    /** Whether the peer ends the connection; what comes before that is passed over. */
    public boolean ended() {
        return wire.rest() != null;
    }

    /** The bytes below. */
    public Wire wire() {
        return wire;
    }

    @Override
    public void close() {
        wire.close();
    }
}
