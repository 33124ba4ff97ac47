package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.balance.Balancer;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to know how a call goes: the balancer's estimate, the endpoint's meters, the in-flight limit.
 *
 * <p>Each call carries one for its whole life and clears it between requests, so that measuring allocates nothing. Whatever
 * happens to a call, {@link #end} or {@link #abandon} is its last word; both are idempotent. Event loop only.
 */
public final class Measurement {

    /** Somebody who counts calls in flight. */
    @FunctionalInterface
    public interface Completion {

        /** The call has ended, well or not. */
        void completed();
    }

    private final LoopClock clock;
    private Balancer.@Nullable Entry<?> entry;
    private long started;
    private @Nullable ResponseMeter meter;
    private @Nullable Completion completion;
    private int status;
    private int grpcStatus = ResponseMeter.NOT_GRPC;
    private boolean firstByteSeen;

    /** Creates a measurement without observers. */
    public Measurement(LoopClock clock) {
        this.clock = clock;
    }

    /** Attaches the in-flight limit. */
    public void onCompletion(Completion newCompletion) {
        completion = newCompletion;
    }

    /** Attaches the balancer's choice and counts the call as dispatched to it. */
    public void balanced(Balancer.Entry<?> chosen) {
        clock.refresh();
        entry = chosen;
        started = chosen.start();
    }

    /** Attaches the endpoint's meters and counts the request. */
    public void metered(ResponseMeter endpointMeter) {
        if (entry == null) {
            started = clock.refresh();
        }
        meter = endpointMeter;
        endpointMeter.requested();
    }

    /** The response's status is known, be it the endpoint's or our own. */
    public void head(int responseStatus) {
        status = responseStatus;
    }

    /** The call is gRPC: what its response says of itself counts, not the HTTP status. */
    public void grpc() {
        grpcStatus = ResponseMeter.NO_GRPC_STATUS;
    }

    /** The response of a gRPC call has said how it went; ignored for other calls. */
    public void grpcStatus(int code) {
        if (grpcStatus != ResponseMeter.NOT_GRPC) {
            grpcStatus = code;
        }
    }

    /** The first bytes of the response body are here, or its end. */
    public void firstByte() {
        if (firstByteSeen) {
            return;
        }
        firstByteSeen = true;
        long now = clock.refresh();
        if (entry != null) {
            entry.firstByte(started);
        }
        if (meter != null && status != 0) {
            meter.responding(status, now - started);
        }
    }

    /** The response is complete. */
    public void end() {
        firstByte();
        if (meter != null) {
            meter.responded(status, grpcStatus);
        }
        forget();
    }

    /** The call ended before its response did. */
    public void abandon() {
        abandon(ResponseMeter.UNCLASSIFIED);
    }

    /**
     * The call ended before its response did.
     *
     * @param error what the meters call that
     */
    public void abandon(String error) {
        if (entry != null && !firstByteSeen) {
            clock.refresh();
            entry.abandon(started);
        }
        if (meter != null) {
            meter.failed(status, error);
        }
        forget();
    }

    private void forget() {
        entry = null;
        meter = null;
        status = 0;
        grpcStatus = ResponseMeter.NOT_GRPC;
        firstByteSeen = false;
        if (completion != null) {
            Completion observer = completion;
            completion = null;
            observer.completed();
        }
    }
}
