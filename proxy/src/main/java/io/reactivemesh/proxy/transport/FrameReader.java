package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads the frames of one direction of an HTTP/2 connection (RFC 9113 sections 4 and 6): sizes, flags, padding, the order in which
 * header blocks come. What frames mean is the listener's affair.
 *
 * <p>Frames are taken whole, except DATA, whose bytes are passed on as they come. Header blocks are bounded, as compressed bytes and
 * in the number of their frames, before anybody decodes them. Event loop only.
 */
final class FrameReader {

    /** Honest senders fill their frames. */
    private static final int MAX_CONTINUATIONS = 64;

    private static final int PRIORITY_BYTES = 5;
    private static final int SETTING_BYTES = 6;

    private final FrameListener listener;
    private final Scratch scratch;
    private final int maxPayloadBytes;
    private final int maxBlockBytes;
    private int prefaceLeft;
    private boolean settingsSeen;
    private String refusal = "";

    private int dataStream;
    private int dataLeft;
    private int paddingLeft;
    private int paddingFlow;
    private boolean dataEnd;
    private boolean inData;

    private int blockStream;
    private boolean blockEnd;
    private byte[] block = {};
    private int blockBytes;
    private int continuations;

    /**
     * Creates a reader at the start of a connection.
     *
     * @param preface whether a client's preface comes first
     * @param maxPayloadBytes what the sender has been told
     * @param maxBlockBytes bound on a header block
     */
    FrameReader(FrameListener listener, Scratch scratch, boolean preface, int maxPayloadBytes, int maxBlockBytes) {
        this.listener = listener;
        this.scratch = scratch;
        this.prefaceLeft = preface ? Frames.PREFACE.length : 0;
        this.maxPayloadBytes = maxPayloadBytes;
        this.maxBlockBytes = maxBlockBytes;
    }

    /** What was wrong, after an error that this reader has found itself. */
    String refusal() {
        return refusal;
    }

    /**
     * Reads as far as there are whole frames.
     *
     * @return {@link Http2Error#NO_ERROR}, and what is left is the beginning of a frame; or the error that ends the connection
     */
    int read(ByteBuf in) {
        if (prefaceLeft > 0 && !preface(in)) {
            return refuse(Http2Error.PROTOCOL_ERROR, "no connection preface");
        }
        int error = Http2Error.NO_ERROR;
        boolean more = prefaceLeft == 0;
        while (more && error == Http2Error.NO_ERROR) {
            if (inData) {
                error = dataBytes(in);
                more = !inData;
            } else if (in.readableBytes() < Frames.HEADER_BYTES) {
                more = false;
            } else {
                int at = in.readerIndex();
                int lengthAndType = in.getInt(at);
                int length = lengthAndType >>> 8;
                int type = lengthAndType & 0xFF;
                if (length > maxPayloadBytes) {
                    return refuse(Http2Error.FRAME_SIZE_ERROR, "frame too large");
                }
                int needed = type == Frames.DATA ? Math.min(length, 1) : length;
                if (in.readableBytes() < Frames.HEADER_BYTES + needed) {
                    return Http2Error.NO_ERROR;
                }
                int flags = in.getByte(at + 4);
                int stream = in.getInt(at + 5) & Frames.MAX_STREAM;
                in.skipBytes(Frames.HEADER_BYTES);
                error = frame(in, type, length, flags, stream);
            }
        }
        return error;
    }

    private boolean preface(ByteBuf in) {
        while (prefaceLeft > 0 && in.isReadable()) {
            if (in.readByte() != Frames.PREFACE[Frames.PREFACE.length - prefaceLeft]) {
                return false;
            }
            prefaceLeft--;
        }
        return true;
    }

    private int frame(ByteBuf in, int type, int length, int flags, int stream) {
        if (!settingsSeen) {
            if (type != Frames.SETTINGS || (flags & Frames.FLAG_ACK) != 0) {
                return refuse(Http2Error.PROTOCOL_ERROR, "no SETTINGS frame first");
            }
            settingsSeen = true;
        }
        if (blockStream != 0 && (type != Frames.CONTINUATION || stream != blockStream)) {
            return refuse(Http2Error.PROTOCOL_ERROR, "header block interrupted");
        }
        if (type == Frames.DATA) {
            return dataStart(in, length, flags, stream);
        }
        int at = in.readerIndex();
        in.skipBytes(length);
        return switch (type) {
            case Frames.HEADERS -> headers(in, at, length, flags, stream);
            case Frames.CONTINUATION -> continuation(in, at, length, flags);
            case Frames.PRIORITY -> priority(in, at, length, stream);
            case Frames.RST_STREAM -> reset(in, at, length, stream);
            case Frames.SETTINGS -> settings(in, at, length, flags, stream);
            case Frames.PING -> ping(in, at, length, flags, stream);
            case Frames.GOAWAY -> goAway(in, at, length, stream);
            case Frames.WINDOW_UPDATE -> windowUpdate(in, at, length, stream);
            case Frames.PUSH_PROMISE -> refuse(Http2Error.PROTOCOL_ERROR, "push, which nobody may do here");
            // Unknown types are to be ignored (RFC 9113 section 5.5).
            default -> Http2Error.NO_ERROR;
        };
    }

    private int dataStart(ByteBuf in, int length, int flags, int stream) {
        if (stream == 0) {
            return refuse(Http2Error.PROTOCOL_ERROR, "DATA on stream 0");
        }
        int padding = 0;
        int prefix = 0;
        if ((flags & Frames.FLAG_PADDED) != 0) {
            if (length == 0) {
                return refuse(Http2Error.FRAME_SIZE_ERROR, "padded frame without a padding length");
            }
            padding = in.readUnsignedByte();
            prefix = 1;
        }
        if (padding > length - prefix) {
            return refuse(Http2Error.PROTOCOL_ERROR, "more padding than payload");
        }
        inData = true;
        dataStream = stream;
        dataLeft = length - prefix - padding;
        paddingLeft = padding;
        paddingFlow = padding + prefix;
        dataEnd = (flags & Frames.FLAG_END_STREAM) != 0;
        return dataLeft == 0 ? passData(in, 0) : Http2Error.NO_ERROR;
    }

    private int dataBytes(ByteBuf in) {
        int available = Math.min(dataLeft, in.readableBytes());
        int error = available > 0 ? passData(in, available) : Http2Error.NO_ERROR;
        int padding = Math.min(paddingLeft, in.readableBytes());
        if (dataLeft == 0) {
            in.skipBytes(padding);
            paddingLeft -= padding;
        }
        inData = dataLeft > 0 || paddingLeft > 0;
        return error;
    }

    private int passData(ByteBuf in, int length) {
        int flow = length + paddingFlow;
        paddingFlow = 0;
        dataLeft -= length;
        int from = in.readerIndex();
        in.skipBytes(length);
        return listener.data(dataStream, in, from, length, flow, dataEnd && dataLeft == 0);
    }

    private int headers(ByteBuf in, int start, int length, int flags, int stream) {
        if (stream == 0) {
            return refuse(Http2Error.PROTOCOL_ERROR, "HEADERS on stream 0");
        }
        int at = start;
        int end = start + length;
        if ((flags & Frames.FLAG_PADDED) != 0) {
            end -= length == 0 ? 0 : in.getUnsignedByte(at);
            at++;
        }
        boolean selfDependent = false;
        if ((flags & Frames.FLAG_PRIORITY) != 0) {
            selfDependent = at + Integer.BYTES <= end && (in.getInt(at) & Frames.MAX_STREAM) == stream;
            at += PRIORITY_BYTES;
        }
        if (at > end) {
            return refuse(Http2Error.PROTOCOL_ERROR, "HEADERS too short for its padding or priority");
        }
        blockEnd = (flags & Frames.FLAG_END_STREAM) != 0;
        int bytes = end - at;
        if (bytes > maxBlockBytes) {
            return refuse(Http2Error.ENHANCE_YOUR_CALM, "header block too large");
        }
        if ((flags & Frames.FLAG_END_HEADERS) == 0) {
            blockStream = stream;
            blockBytes = 0;
            continuations = 0;
            collect(in, at, bytes);
            return Http2Error.NO_ERROR;
        }
        int error = listener.headers(stream, blockEnd, scratch.copy(in, at, bytes), 0, bytes);
        return error == Http2Error.NO_ERROR && selfDependent
                ? listener.streamError(stream, Http2Error.PROTOCOL_ERROR)
                : error;
    }

    private int continuation(ByteBuf in, int at, int length, int flags) {
        if (blockStream == 0) {
            return refuse(Http2Error.PROTOCOL_ERROR, "CONTINUATION without a header block");
        }
        continuations++;
        if (blockBytes + length > maxBlockBytes || continuations > MAX_CONTINUATIONS) {
            return refuse(Http2Error.ENHANCE_YOUR_CALM, "header block too large");
        }
        collect(in, at, length);
        if ((flags & Frames.FLAG_END_HEADERS) == 0) {
            return Http2Error.NO_ERROR;
        }
        byte[] whole = block;
        int stream = blockStream;
        blockStream = 0;
        block = new byte[0];
        return listener.headers(stream, blockEnd, whole, 0, blockBytes);
    }

    private void collect(ByteBuf in, int at, int length) {
        if (blockBytes + length > block.length) {
            block = Arrays.copyOf(block, Math.max(blockBytes + length, block.length * 2));
        }
        in.getBytes(at, block, blockBytes, length);
        blockBytes += length;
    }

    private int priority(ByteBuf in, int at, int length, int stream) {
        if (stream == 0) {
            return refuse(Http2Error.PROTOCOL_ERROR, "PRIORITY on stream 0");
        }
        if (length != PRIORITY_BYTES) {
            return listener.streamError(stream, Http2Error.FRAME_SIZE_ERROR);
        }
        return (in.getInt(at) & Frames.MAX_STREAM) == stream
                ? listener.streamError(stream, Http2Error.PROTOCOL_ERROR)
                : Http2Error.NO_ERROR;
    }

    private int reset(ByteBuf in, int at, int length, int stream) {
        if (stream == 0) {
            return refuse(Http2Error.PROTOCOL_ERROR, "RST_STREAM on stream 0");
        }
        if (length != Integer.BYTES) {
            return refuse(Http2Error.FRAME_SIZE_ERROR, "RST_STREAM of a wrong length");
        }
        return listener.reset(stream, in.getInt(at));
    }

    private int settings(ByteBuf in, int start, int length, int flags, int stream) {
        if (stream != 0) {
            return refuse(Http2Error.PROTOCOL_ERROR, "SETTINGS on a stream");
        }
        boolean ack = (flags & Frames.FLAG_ACK) != 0;
        if (ack ? length != 0 : length % SETTING_BYTES != 0) {
            return refuse(Http2Error.FRAME_SIZE_ERROR, "SETTINGS of a wrong length");
        }
        if (ack) {
            return Http2Error.NO_ERROR;
        }
        for (int at = start; at < start + length; at += SETTING_BYTES) {
            int error = listener.setting(in.getUnsignedShort(at), in.getInt(at + 2));
            if (error != Http2Error.NO_ERROR) {
                return refuse(error, "SETTINGS with an illegal value");
            }
        }
        return listener.settingsEnd();
    }

    private int ping(ByteBuf in, int at, int length, int flags, int stream) {
        if (stream != 0) {
            return refuse(Http2Error.PROTOCOL_ERROR, "PING on a stream");
        }
        if (length != Long.BYTES) {
            return refuse(Http2Error.FRAME_SIZE_ERROR, "PING of a wrong length");
        }
        long payload = in.getLong(at);
        return (flags & Frames.FLAG_ACK) != 0 ? listener.pong(payload) : listener.ping(payload);
    }

    private int goAway(ByteBuf in, int at, int length, int stream) {
        if (stream != 0) {
            return refuse(Http2Error.PROTOCOL_ERROR, "GOAWAY on a stream");
        }
        if (length < 2 * Integer.BYTES) {
            return refuse(Http2Error.FRAME_SIZE_ERROR, "GOAWAY of a wrong length");
        }
        return listener.goAway(in.getInt(at) & Frames.MAX_STREAM, in.getInt(at + Integer.BYTES));
    }

    private int windowUpdate(ByteBuf in, int at, int length, int stream) {
        if (length != Integer.BYTES) {
            return refuse(Http2Error.FRAME_SIZE_ERROR, "WINDOW_UPDATE of a wrong length");
        }
        return listener.windowUpdate(stream, in.getInt(at) & Frames.MAX_STREAM);
    }

    private int refuse(int code, String why) {
        refusal = why;
        return code;
    }
}
