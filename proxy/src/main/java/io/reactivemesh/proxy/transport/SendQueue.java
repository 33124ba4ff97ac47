package io.reactivemesh.proxy.transport;

import org.jspecify.annotations.Nullable;

/** Streams of one connection that have something to send and may, first come first served. Event loop only. */
final class SendQueue {

    private @Nullable Http2Stream first;
    private @Nullable Http2Stream last;

    /** Puts a stream at the end, unless it is in the queue. */
    void add(Http2Stream stream) {
        if (stream.queued) {
            return;
        }
        stream.queued = true;
        if (last == null) {
            first = stream;
        } else {
            last.nextQueued = stream;
        }
        last = stream;
    }

    /** Takes the first stream out; null when there is none. */
    @Nullable
    Http2Stream poll() {
        Http2Stream stream = first;
        if (stream != null) {
            first = stream.nextQueued;
            if (first == null) {
                last = null;
            }
            stream.nextQueued = null;
            stream.queued = false;
        }
        return stream;
    }
}
