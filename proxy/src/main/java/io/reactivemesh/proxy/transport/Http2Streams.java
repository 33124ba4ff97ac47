package io.reactivemesh.proxy.transport;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The stream objects of one event loop that are not in use: a request takes one on either side and makes no garbage. Event loop only.
 */
final class Http2Streams {

    /** More than this are left to the garbage collector: a burst's worth of heads is not kept for ever. */
    private static final int MAX_SPARE = 256;

    private final Loop loop;
    private final ArrayDeque<Http2ServerStream> servers = new ArrayDeque<>();
    private final ArrayDeque<Http2ClientStream> clients = new ArrayDeque<>();

    Http2Streams(Loop loop) {
        this.loop = loop;
    }

    Http2ServerStream server() {
        @Nullable Http2ServerStream spare = servers.pollLast();
        return spare == null ? new Http2ServerStream(loop) : spare;
    }

    void spare(Http2ServerStream stream) {
        if (servers.size() < MAX_SPARE) {
            servers.addLast(stream);
        }
    }

    Http2ClientStream client() {
        @Nullable Http2ClientStream spare = clients.pollLast();
        return spare == null ? new Http2ClientStream() : spare;
    }

    void spare(Http2ClientStream stream) {
        if (clients.size() < MAX_SPARE) {
            clients.addLast(stream);
        }
    }
}
