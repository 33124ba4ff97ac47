package io.reactivemesh.proxy.stack;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through as many attempts as it takes and may take.
 *
 * <pre>
 *              not answered in time, or not well            pause is over
 *   ATTEMPT ─────────────────────────────────────► PAUSE ──────────────────► ATTEMPT
 *      │                                             │
 *      └── answered ──► over                         └── request's time is up ──► over
 * </pre>
 *
 * Event loop only.
 */
final class Attempts implements Supervisor {

    private final Resilience policy;
    private final ResilienceLayer.Surroundings around;
    private final Service<HttpCall> below;
    private final IdleTimer idle;
    private RetryObserver observer = RetryObserver.NOBODY;
    private @Nullable Supervised request;
    private Runnable cancelRequest = () -> {};
    private Runnable cancelHead = () -> {};
    private Runnable cancelResponse = () -> {};
    private Runnable cancelAttempt = () -> {};
    private Runnable cancelPause = () -> {};
    private int retries;

    Attempts(Resilience policy, ResilienceLayer.Surroundings around, Service<HttpCall> below) {
        this.policy = policy;
        this.around = around;
        this.below = below;
        this.idle = new IdleTimer(
                policy.timeouts().idle(), around.timer(), around.clock(), () -> end(Refusal.IDLE_TIMEOUT));
    }

    void begin(HttpCall call) {
        RetryPolicy retry = policy.retry();
        RouteTimeouts timeouts = policy.timeouts();
        observer = around.observers().apply(call);
        if (retry == null || retry.maxRetries() == 0 || isTooLarge(call.request(), retry)) {
            request = call.supervised(this, 0, false);
        } else {
            request = call.supervised(
                    this, retry.maxBodyBytes(), retry.condition().readsTrailers());
        }
        cancelRequest = schedule(timeouts.request(), Refusal.REQUEST_TIMEOUT);
        cancelHead = schedule(timeouts.head(), Refusal.PROFILE_TIMEOUT);
        idle.start();
        send();
    }

    private static boolean isTooLarge(RequestHead head, RetryPolicy retry) {
        String length = head.header("content-length");
        return length != null && (length.length() > 9 || Long.parseLong(length) > retry.maxBodyBytes());
    }

    private Supervised request() {
        return Objects.requireNonNull(request);
    }

    private Runnable schedule(@Nullable Duration time, Refusal why) {
        return time == null ? () -> {} : around.timer().schedule(() -> end(why), time);
    }

    private void end(Refusal why) {
        request().end(why);
    }

    private void send() {
        HttpCall attempt = request().attempt();
        // What the layers below have done to the one before is done anew.
        attempt.edits().clear();
        below.call(attempt);
    }

    // ---- how an attempt goes

    @Override
    public void sent() {
        cancelResponse = schedule(policy.timeouts().response(), Refusal.RESPONSE_TIMEOUT);
        RetryPolicy retry = policy.retry();
        if (retry != null
                && retry.timeout() != null
                && retries < retry.maxRetries()
                && request().repeatable()) {
            cancelAttempt = around.timer().schedule(this::attemptTimedOut, retry.timeout());
        }
    }

    private void attemptTimedOut() {
        if (mayRetry()) {
            request().giveUp(Refusal.RESPONSE_TIMEOUT);
            again();
        }
    }

    @Override
    public void active() {
        idle.touch();
    }

    @Override
    public boolean retries(int status, int grpcStatus) {
        RetryPolicy retry = policy.retry();
        return retry != null && retry.condition().matches(status, grpcStatus) && mayRetry();
    }

    @Override
    public boolean retries(Refusal why) {
        RetryPolicy retry = policy.retry();
        if (retry == null) {
            return false;
        }
        boolean worth = why.isEndpointsFault()
                ? retry.condition().matches(why.status(), NO_GRPC_STATUS)
                : why.isFailFast() && retry.condition().retriesUnanswered();
        return worth && mayRetry();
    }

    @Override
    public boolean retriesReset(String reason) {
        RetryPolicy retry = policy.retry();
        return retry != null
                && reason.equals("REFUSED_STREAM")
                && retry.condition().retriesUnanswered()
                && mayRetry();
    }

    /** Whether there is another attempt left; if so, it is taken. */
    private boolean mayRetry() {
        RetryPolicy retry = Objects.requireNonNull(policy.retry());
        if (!request().repeatable()) {
            return false;
        }
        if (retries >= retry.maxRetries()) {
            observer.limitExceeded();
            return false;
        }
        if (!around.available().getAsBoolean()) {
            observer.overflowed();
            return false;
        }
        if (around.budget() != null && !around.budget().withdraw()) {
            observer.outOfBudget();
            return false;
        }
        retries++;
        observer.retried();
        return true;
    }

    @Override
    public void again() {
        cancelResponse.run();
        cancelAttempt.run();
        RetryPolicy retry = Objects.requireNonNull(policy.retry());
        if (retry.backoff() == null) {
            send();
        } else {
            cancelPause = around.timer().schedule(this::send, retry.backoff().delay(retries, around.random()));
        }
    }

    @Override
    public void answered() {
        cancelAttempt.run();
        cancelHead.run();
        if (around.budget() != null) {
            around.budget().deposit();
        }
        if (retries > 0) {
            observer.succeeded();
        }
    }

    @Override
    public void over() {
        cancelRequest.run();
        cancelHead.run();
        cancelResponse.run();
        cancelAttempt.run();
        cancelPause.run();
        idle.stop();
    }
}
