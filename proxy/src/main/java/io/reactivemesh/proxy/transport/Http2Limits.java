package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.ProxyConfig.Http2;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one side of an HTTP/2 connection may do, and what this proxy tells it.
 *
 * @param streamWindow bytes that a peer may send ahead on one stream
 * @param connectionWindow bytes that a peer may send ahead altogether
 * @param maxPayloadBytes of one frame
 * @param maxHeaderListBytes of one decoded head
 * @param maxStreams open at a time, for peers that open some
 * @param maxIdleFrames see {@link FrameBudget}
 * @param keepAlive when to look whether the peer is still there, null = never
 * @param adaptive whether windows grow with what the network can carry; see {@link BandwidthEstimate}
 * @param maxResetStreams see {@link RecentStreams}
 */
record Http2Limits(
        int streamWindow,
        int connectionWindow,
        int maxPayloadBytes,
        int maxHeaderListBytes,
        int maxStreams,
        int maxIdleFrames,
        @Nullable Pings keepAlive,
        boolean adaptive,
        int maxResetStreams) {

    /** Nobody has so much to say; a head that is larger is one for the application to refuse. */
    private static final int HEADER_LIST_BYTES = 16 * 1024;

    private static final int STREAMS = 10_000;
    private static final int IDLE_FRAMES = 1_000;
    private static final int RESET_STREAMS = 1_024;
    private static final int MOST_RESET_STREAMS = 65_536;

    /**
     * Pings.
     *
     * @param interval how long nothing may come before a ping goes out
     * @param timeout how long its answer may take
     * @param whileIdle also when no stream is open
     */
    record Pings(Duration interval, Duration timeout, boolean whileIdle) {}

    /** From configuration; what it does not say is as in RFC 9113, and bounded where that is not. */
    static Http2Limits of(Http2 config) {
        @Nullable Duration interval = config.keepAlive();
        @Nullable Duration timeout = config.keepAliveTimeout();
        return new Http2Limits(
                Math.max(config.initialStreamWindowBytes(), 1),
                Math.max(config.initialConnectionWindowBytes(), Frames.DEFAULT_WINDOW_BYTES),
                Math.clamp(
                        config.maxFrameBytes().orElse(Frames.DEFAULT_PAYLOAD_BYTES),
                        Frames.DEFAULT_PAYLOAD_BYTES,
                        Frames.MAX_PAYLOAD_BYTES),
                config.maxHeaderListBytes().orElse(HEADER_LIST_BYTES),
                config.maxConcurrentStreams().orElse(STREAMS),
                config.maxPendingAcceptResetStreams().orElse(IDLE_FRAMES),
                interval == null || timeout == null ? null : new Pings(interval, timeout, config.keepAliveWhileIdle()),
                config.adaptiveFlowControl(),
                Math.clamp(config.maxResetStreams().orElse(RESET_STREAMS), 1, MOST_RESET_STREAMS));
    }

    /** The bound on a compressed head: no packing makes a head longer than twice itself. */
    int maxBlockBytes() {
        return 2 * maxHeaderListBytes;
    }
}
