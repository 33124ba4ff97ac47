package io.reactivemesh.proxy.transport;

/**
 * Looks whether the peer of an HTTP/2 connection is still there: pings it when nothing has come for an interval, and gives it up when
 * nothing comes after that either (RFC 9113 section 6.7). Where that is not wanted, a peer without open streams is left in peace.
 * Event loop only.
 *
 * <pre>
 *              interval over, something came or nothing is expected
 *            ┌───────────────────────────────┐
 *            ▼                               │
 *        LISTENING ── interval over, silent ─┴─► PINGED ── timeout over, silent ──► given up
 *            ▲                                     │
 *            └──────────── something came ─────────┘
 * </pre>
 */
final class KeepAlive {

    /** Tells our pings from others. */
    static final long PAYLOAD = 0x6d6573685f6c6976L;

    private final Http2Channel connection;
    private final Http2Limits.Pings pings;
    private Runnable cancel;
    private boolean heard;

    KeepAlive(Http2Channel connection, Http2Limits.Pings pings) {
        this.connection = connection;
        this.pings = pings;
        this.cancel = connection.loop.schedule(this::intervalOver, pings.interval());
    }

    /** Something has come. */
    void heard() {
        heard = true;
    }

    private void intervalOver() {
        if (heard || !(pings.whileIdle() || connection.openStreams() > 0)) {
            heard = false;
            cancel = connection.loop.schedule(this::intervalOver, pings.interval());
        } else {
            connection.writer().ping(PAYLOAD, false);
            cancel = connection.loop.schedule(this::timeoutOver, pings.timeout());
        }
    }

    private void timeoutOver() {
        if (heard) {
            intervalOver();
        } else {
            connection.errno = "ETIMEDOUT";
            connection.context().close();
        }
    }

    void stop() {
        cancel.run();
    }
}
