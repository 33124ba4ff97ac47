package io.reactivemesh.proxy.transport;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.Addresses;
import io.reactivemesh.wire.transport.Header;
import io.reactivemesh.wire.transport.SessionProtocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What one proxy tells another, in front of the first byte of a connection, about what will follow:
 *
 * <pre>
 *   "transport.l5d.io/v1" CR LF CR LF │ length of the message, 4 bytes, big endian │ transport.l5d.io.Header
 * </pre>
 *
 * It is for mesh TLS, which is not built yet: there it follows a handshake that has negotiated {@code transport.l5d.io/v1}, and only there
 * it is believed. Nothing reads it from a connection without mesh TLS, where it is bytes like all others.
 *
 * @param port of the application, 1 to 65535
 * @param name the DNS name that a gateway is asked to go to; empty = the proxy's own application is meant
 * @param session what is spoken
 */
record TransportHeader(int port, String name, Session session) {

    /** How much a header may take altogether; what would be longer is refused before it is here. */
    static final int MOST_BYTES = 64 << 10;

    private static final byte[] PREFACE = "transport.l5d.io/v1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MESSAGE_START = PREFACE.length + Integer.BYTES;
    private static final int MOST_PORT = 65_535;

    /** What is spoken behind a header. */
    enum Session {
        /** Nobody is to look. */
        OPAQUE,
        HTTP1,
        HTTP2
    }

    /** What the first bytes of a connection are. */
    sealed interface Parsed {

        /** The beginning of a header, as far as one can tell. */
        record More() implements Parsed {}

        /**
         * A header.
         *
         * @param length how many bytes it took; what stands behind it is the connection's
         */
        record Complete(TransportHeader header, int length) implements Parsed {}

        /**
         * No header, or one that makes no sense: the connection is to be closed.
         *
         * @param reason what was expected
         */
        record Refused(String reason) implements Parsed {}
    }

    private static final Parsed MORE = new Parsed.More();

    /**
     * Checks what it holds.
     *
     * @throws IllegalArgumentException when port or name cannot be such
     */
    TransportHeader {
        if (port < 1 || port > MOST_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to " + MOST_PORT + ")");
        }
        if (!name.isEmpty() && !Addresses.isDnsName(name)) {
            throw new IllegalArgumentException("name: '" + name + "' (expected: a DNS name, or nothing)");
        }
    }

    /** Looks at all the bytes that have come so far, from the reader index on; takes none. */
    static Parsed parse(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int known = Math.min(bytes.readableBytes(), PREFACE.length);
        for (int i = 0; i < known; i++) {
            if (bytes.getByte(start + i) != PREFACE[i]) {
                return new Parsed.Refused("preface: byte " + i + " (expected: that of transport.l5d.io/v1)");
            }
        }
        if (bytes.readableBytes() < MESSAGE_START) {
            return MORE;
        }
        int length = bytes.getInt(start + PREFACE.length);
        if (length < 0 || length > MOST_BYTES - MESSAGE_START) {
            return new Parsed.Refused("length: " + Integer.toUnsignedString(length) + " (expected: at most "
                    + (MOST_BYTES - MESSAGE_START) + ")");
        }
        return bytes.readableBytes() < MESSAGE_START + length ? MORE : message(bytes, start + MESSAGE_START, length);
    }

    private static Parsed message(ByteBuf bytes, int start, int length) {
        try {
            Header wire = Header.parseFrom(CodedInputStream.newInstance(bytes.nioBuffer(start, length)));
            TransportHeader header =
                    new TransportHeader(wire.getPort(), wire.getName(), session(wire.getSessionProtocol()));
            return new Parsed.Complete(header, MESSAGE_START + length);
        } catch (InvalidProtocolBufferException e) {
            return new Parsed.Refused("message: " + e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("message: read from memory", e);
        } catch (IllegalArgumentException e) {
            return new Parsed.Refused(String.valueOf(e.getMessage()));
        }
    }

    /** A kind that nobody knows yet is not one that could be looked into. */
    private static Session session(SessionProtocol wire) {
        return switch (wire.getKindCase()) {
            case HTTP1 -> Session.HTTP1;
            case HTTP2 -> Session.HTTP2;
            case KIND_NOT_SET -> Session.OPAQUE;
        };
    }

    /** Appends the header. */
    void writeTo(ByteBuf out) {
        Header.Builder wire = Header.newBuilder().setPort(port).setName(name);
        SessionProtocol.Builder protocol = SessionProtocol.newBuilder();
        switch (session) {
            case OPAQUE -> {
                // Said by silence.
            }
            case HTTP1 -> wire.setSessionProtocol(protocol.setHttp1(SessionProtocol.Http1.getDefaultInstance()));
            case HTTP2 -> wire.setSessionProtocol(protocol.setHttp2(SessionProtocol.Http2.getDefaultInstance()));
        }
        byte[] message = wire.build().toByteArray();
        out.writeBytes(PREFACE).writeInt(message.length).writeBytes(message);
    }
}
