package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.ProxyConfig.Http2;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How connections of HTTP/2 to an endpoint are to be, as the control plane wants them (destination API, {@code Http2ClientParams}). What
 * it does not speak of is as configured.
 *
 * @param adaptive whether windows follow the bandwidth; then {@code windows} do not count
 * @param windows null = as configured
 * @param keepAlive null = as configured
 * @param maxResetStreams streams reset here that are remembered
 * @param maxFrameBytes payload of one frame
 * @param maxSendBufferBytes what a stream may hold that could not be sent yet
 */
public record Http2Params(
        boolean adaptive,
        @Nullable Windows windows,
        @Nullable KeepAlive keepAlive,
        OptionalInt maxResetStreams,
        OptionalInt maxFrameBytes,
        OptionalInt maxSendBufferBytes) {

    /** Says nothing. */
    public static final Http2Params NONE =
            new Http2Params(false, null, null, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

    /** Bytes that may be sent ahead. */
    public record Windows(int connectionBytes, int streamBytes) {}

    /**
     * Pings.
     *
     * @param whileIdle also when no stream is open
     */
    public record KeepAlive(Duration interval, Duration timeout, boolean whileIdle) {}

    /** These settings, and for what they do not say, those. */
    public Http2 over(Http2 configured) {
        return new Http2(
                windows == null ? configured.initialStreamWindowBytes() : windows.streamBytes(),
                windows == null ? configured.initialConnectionWindowBytes() : windows.connectionBytes(),
                adaptive || (windows == null && configured.adaptiveFlowControl()),
                keepAlive == null ? configured.keepAlive() : keepAlive.interval(),
                keepAlive == null ? configured.keepAliveTimeout() : keepAlive.timeout(),
                configured.maxConcurrentStreams(),
                maxFrameBytes.isPresent() ? maxFrameBytes : configured.maxFrameBytes(),
                configured.maxHeaderListBytes(),
                configured.maxPendingAcceptResetStreams(),
                maxSendBufferBytes.isPresent() ? maxSendBufferBytes : configured.maxSendBufferBytes(),
                keepAlive == null ? configured.keepAliveWhileIdle() : keepAlive.whileIdle(),
                maxResetStreams.isPresent() ? maxResetStreams : configured.maxResetStreams());
    }
}
