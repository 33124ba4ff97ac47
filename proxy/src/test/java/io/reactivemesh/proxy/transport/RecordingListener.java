package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Notes what a frame reader has found, a line each; pieces of one DATA frame and of the next are joined. */
final class RecordingListener implements FrameListener {

    private final List<String> frames = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private int dataStream;
    private int dataFlow;

    private int note(String frame) {
        endData("");
        frames.add(frame);
        return Http2Error.NO_ERROR;
    }

    private void endData(String end) {
        if (dataFlow > 0 || !end.isEmpty()) {
            frames.add("DATA " + dataStream + " " + data + " flow " + dataFlow + end);
        }
        data.setLength(0);
        dataFlow = 0;
    }

    /** The frames, in order. */
    List<String> frames() {
        endData("");
        return frames;
    }

    @Override
    public int headers(int stream, boolean end, byte[] bytes, int from, int to) {
        return note("HEADERS " + stream + " " + HexFormat.of().formatHex(bytes, from, to) + (end ? " end" : ""));
    }

    @Override
    public int data(int stream, ByteBuf in, int from, int length, int flow, boolean end) {
        if (stream != dataStream) {
            endData("");
        }
        dataStream = stream;
        dataFlow += flow;
        data.append(in.toString(from, length, StandardCharsets.ISO_8859_1));
        if (end) {
            endData(" end");
        }
        return Http2Error.NO_ERROR;
    }

    @Override
    public int reset(int stream, int code) {
        return note("RST_STREAM " + stream + " " + Http2Error.name(code));
    }

    @Override
    public int setting(int id, int value) {
        return note("SETTING " + id + " " + value);
    }

    @Override
    public int settingsEnd() {
        return note("SETTINGS");
    }

    @Override
    public int ping(long payload) {
        return note("PING " + payload);
    }

    @Override
    public int pong(long payload) {
        return note("PONG " + payload);
    }

    @Override
    public int goAway(int lastStream, int code) {
        return note("GOAWAY " + lastStream + " " + Http2Error.name(code));
    }

    @Override
    public int windowUpdate(int stream, int increment) {
        return note("WINDOW_UPDATE " + stream + " " + increment);
    }

    @Override
    public int streamError(int stream, int code) {
        return note("STREAM_ERROR " + stream + " " + Http2Error.name(code));
    }
}
