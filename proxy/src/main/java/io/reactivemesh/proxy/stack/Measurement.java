package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.balance.Balancer;
import io.reactivemesh.proxy.balance.FailureAccrual.Result;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to know how a call goes: the balancer's estimate, the meters of route, backend and endpoint, the in-flight limit.
 *
 * <p>Each call carries one for its whole life and clears it between requests, so that measuring allocates nothing. Whatever
 * happens to a call, {@link #end}, {@link #refused}, {@link #cut}, {@link #reset} or {@link #abandon} is its last word; they are idempotent.
 * The clock is read when the request is here, when the response body begins, and when it ends. Event loop only.
 */
public final class Measurement {

    /** Somebody who counts calls in flight. */
    @FunctionalInterface
    public interface Completion {

        /** The call has ended, well or not. */
        void completed();
    }

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int RESOURCE_EXHAUSTED = 8;

    private final LoopClock clock;
    private final HeadWatch watch = new HeadWatch();
    private @Nullable Judge judge;
    private long ticket;
    private long retryAfter;
    private Balancer.@Nullable Entry<?> entry;
    private @Nullable ExchangeMeter route;
    private @Nullable ExchangeMeter backend;
    private @Nullable ResponseMeter meter;
    private @Nullable Tally tally;
    private @Nullable RetryCondition classes;
    private @Nullable Completion completion;
    private long waitingSince;
    private long received;
    private long requestEnded;
    private long started;
    private int earlyFrame;
    private int status;
    private int grpcStatus = ResponseMeter.NOT_GRPC;
    private boolean timed;
    private boolean firstByteSeen;
    private boolean connected;

    /** Creates a measurement without observers. */
    public Measurement(LoopClock clock) {
        this.clock = clock;
    }

    /** A measurement of one attempt of this call: it belongs to the same trace, and is not told of anything else. */
    public Measurement ofAttempt() {
        Measurement attempt = new Measurement(clock);
        attempt.watch.traced(watch.trace());
        return attempt;
    }

    /** Attaches the in-flight limit. */
    public void onCompletion(Completion newCompletion) {
        completion = newCompletion;
    }

    /** Who waits for the head of the response. */
    public HeadWatch watch() {
        return watch;
    }

    /** The call has to wait for its turn. */
    void waits() {
        waitingSince = clock.refresh();
        timed = true;
    }

    /** The wait is over; returns how long it was, in nanoseconds, at least 1. */
    long waited() {
        return Math.max(1, clock.refresh() - waitingSince);
    }

    /** Attaches the meters of the route that the request takes. */
    public void routed(ExchangeMeter routeMeter) {
        received = now();
        requestEnded = received;
        route = routeMeter;
        routeMeter.requested();
        requestFrame(earlyFrame);
        earlyFrame = 0;
    }

    /** Attaches the meters of the backend that the route has chosen. */
    public void sentTo(ExchangeMeter backendMeter) {
        if (route == null) {
            // One of several attempts: the request's own measurement has the route.
            received = now();
            requestEnded = received;
        }
        backend = backendMeter;
        backendMeter.requested();
    }

    /** Attaches the balancer's choice and counts the call as dispatched to it. */
    public void balanced(Balancer.Entry<?> chosen) {
        var _ = now();
        entry = chosen;
        started = chosen.start();
    }

    /**
     * Attaches somebody who judges the endpoint.
     *
     * @param newTicket to be named with the verdict
     */
    void judgedBy(Judge newJudge, long newTicket) {
        judge = newJudge;
        ticket = newTicket;
    }

    /** Attaches the endpoint's meters and counts the request. */
    public void metered(ResponseMeter endpointMeter) {
        if (entry == null) {
            started = now();
        }
        meter = endpointMeter;
        endpointMeter.requested();
    }

    /** Counts the call for one more meter, which stands above the endpoint's, and says what a failure is for both. */
    void counted(ResponseMeter routeMeter) {
        tally = new Tally(routeMeter, now(), tally);
        classes = routeMeter.isFailure();
        routeMeter.requested();
    }

    /** The time of the request: read once, by the layer that asks first. A wait reads it anew. */
    private long now() {
        if (timed) {
            return clock.getAsLong();
        }
        timed = true;
        return clock.refresh();
    }

    /** A piece of the request body has come; it may come before the request has found its route. */
    public void requestFrame(int bytes) {
        if (route == null) {
            earlyFrame = bytes;
        } else if (bytes > 0) {
            route.requestFrame(bytes);
        }
    }

    /** The request's last byte has come, after its head was dispatched. */
    public void requestEnd() {
        if (route != null || backend != null) {
            requestEnded = clock.refresh();
        }
    }

    /** Whether somebody wants to know, with a head of this status, how long the endpoint asks to be left alone. */
    public boolean heedsRetryAfter(int responseStatus) {
        boolean asks = grpcStatus != ResponseMeter.NOT_GRPC
                || responseStatus == TOO_MANY_REQUESTS
                || responseStatus == SERVICE_UNAVAILABLE;
        return asks && (judge != null || (entry != null && entry.penalises()));
    }

    /** How long the endpoint asks to be left alone, in nanoseconds; to be told before {@link #head}. */
    public void retryAfter(long nanos) {
        retryAfter = nanos;
    }

    /**
     * The response's head is known, be it the endpoint's or our own.
     *
     * @param contentLength as it says, -1 = it does not; nobody looks when nobody {@linkplain HeadWatch#isEmpty waits} for it
     */
    public void head(int responseStatus, long contentLength) {
        status = responseStatus;
        watch.answered(responseStatus, contentLength);
        if (responseStatus == TOO_MANY_REQUESTS || responseStatus >= 500) {
            penalise();
        }
    }

    /** A failure counts for the balancer as soon as it is known, and the call is no longer pending for it. */
    private void penalise() {
        if (entry != null && entry.penalises() && !firstByteSeen) {
            clock.refresh();
            entry.fail(started, retryAfter);
            entry = null;
        }
    }

    /** The call is gRPC: what its response says of itself counts, not the HTTP status. */
    public void grpc() {
        grpcStatus = ResponseMeter.NO_GRPC_STATUS;
    }

    /** The response of a gRPC call has said how it went; ignored for other calls. */
    public void grpcStatus(int code) {
        if (grpcStatus != ResponseMeter.NOT_GRPC) {
            grpcStatus = code;
            switch (code) {
                case 2, 4, RESOURCE_EXHAUSTED, 13, 14, 15 -> penalise();
                default -> {
                    // The client's doing, or well done.
                }
            }
        }
    }

    /** A piece of the response body is here. */
    public void responseFrame(int bytes) {
        firstByte();
        if (bytes > 0) {
            if (route != null) {
                route.responseFrame(bytes);
            }
            if (backend != null) {
                backend.responseFrame(bytes);
            }
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
        Tally.responding(tally, status, now);
    }

    /** A relayed connection has its endpoint: the time that took is measured, and it counts for the balancer until it ends. */
    public void connected() {
        clock.refresh();
        if (entry != null) {
            entry.connected(started);
            connected = true;
        }
    }

    /** The response is complete. */
    public void end() {
        if (firstByteSeen) {
            refreshForWay();
        } else {
            firstByte();
        }
        conclude(status == 0 ? null : result());
        Tally.responded(tally, status, grpcStatus);
        ended(status, "");
    }

    /** The call was refused: what the client is told instead of a response is complete. */
    public void refused(Refusal refusal) {
        // An endpoint's failure counts as its response. What came to no endpoint has none, but a reason.
        boolean answered = meter != null;
        status = refusal.status();
        if (grpcStatus != ResponseMeter.NOT_GRPC) {
            status = 200;
            grpcStatus = refusal.grpcStatus();
        }
        watch.answered(status, 0);
        boolean blamed = refusal.isEndpointsFault();
        if (blamed) {
            penalise();
        }
        Tally.refused(tally, refusal, status, grpcStatus, clock.getAsLong());
        tally = null;
        firstByte();
        conclude(blamed ? Result.FAILURE : null);
        String error = answered ? "" : refusal.routeError();
        ended(error.isEmpty() ? status : 0, error);
    }

    /** Tells the judge; {@code result} null = nothing can be said of the endpoint. */
    private void conclude(@Nullable Result result) {
        Judge told = judge;
        judge = null;
        if (told == null) {
            return;
        }
        if (result == null) {
            told.forget(ticket);
        } else {
            told.judge(ticket, result, retryAfter);
        }
    }

    private Result result() {
        if (status == TOO_MANY_REQUESTS || grpcStatus == RESOURCE_EXHAUSTED) {
            return Result.RATE_LIMITED;
        }
        return ResponseMeter.isSuccess(status, grpcStatus) ? Result.SUCCESS : Result.FAILURE;
    }

    private void ended(int shown, String error) {
        if (meter != null) {
            meter.responded(status, grpcStatus, classes);
        }
        forget(shown, error);
    }

    /** The response was broken off, by its endpoint or because its time was up. */
    public void cut(Refusal why) {
        conclude(Result.FAILURE);
        failed(why.streamError(), why.isTimeout() ? "timeout" : ResponseMeter.UNCLASSIFIED);
    }

    /** The client has gone before its response was complete. */
    public void abandon() {
        conclude(null);
        failed("UNKNOWN", ResponseMeter.UNCLASSIFIED);
    }

    /**
     * The endpoint has reset its stream of HTTP/2.
     *
     * @param reason the name of the error code
     */
    public void reset(String reason) {
        String error = switch (reason) {
            case "CANCEL", "ENHANCE_YOUR_CALM" -> reason;
            case "REFUSED_STREAM" -> "REFUSED";
            default -> "RESET";
        };
        conclude(Result.FAILURE);
        failed(error, "h2(" + reason + ")");
    }

    private void failed(String error, String endpointError) {
        if (entry != null && connected) {
            entry.release();
        } else if (entry != null && !firstByteSeen) {
            clock.refresh();
            entry.abandon(started);
        } else {
            refreshForWay();
        }
        if (meter != null) {
            meter.failed(status, endpointError);
        }
        Tally.failed(tally, status, endpointError);
        forget(status, error);
    }

    /** Only route and backend want to know when a response ended; for the others it has begun already. */
    private void refreshForWay() {
        if (route != null || backend != null) {
            clock.refresh();
        }
    }

    private void forget(int shown, String error) {
        long now = clock.getAsLong();
        if (route != null) {
            route.ended(shown, grpcStatus, error, now - received, now - requestEnded);
            route = null;
        }
        if (backend != null) {
            backend.ended(shown, grpcStatus, error, now - received, now - requestEnded);
            backend = null;
        }
        forget();
    }

    private void forget() {
        entry = null;
        meter = null;
        tally = null;
        classes = null;
        status = 0;
        grpcStatus = ResponseMeter.NOT_GRPC;
        retryAfter = 0;
        earlyFrame = 0;
        timed = false;
        firstByteSeen = false;
        connected = false;
        watch.over();
        if (completion != null) {
            Completion observer = completion;
            completion = null;
            observer.completed();
        }
    }
}
