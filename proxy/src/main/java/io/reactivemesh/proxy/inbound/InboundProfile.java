package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ResponseFamilies;
import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.control.ProfileRoute;
import io.reactivemesh.proxy.control.ProfileUpdate;
import io.reactivemesh.proxy.route.RequestCondition;
import io.reactivemesh.proxy.route.Requested;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.Service;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One service profile, as it is applied to inbound requests: it counts those that a route is for, and says which of their responses
 * are failures. Timeouts and retries are the client's proxy's.
 *
 * <p>The first requests wait until the profile is there, or time is up; then they go without it. Event loop only.
 */
final class InboundProfile {

    private static final Labels DIRECTION = Labels.of("direction", "inbound");

    private record Way(RequestCondition condition, ResponseMeter meter) {}

    private record Waiting(HttpCall call, Service<HttpCall> below) {}

    private final int port;
    private final Metrics metrics;
    private final Runnable cancelTimer;
    private @Nullable ArrayDeque<Waiting> waiting = new ArrayDeque<>(1);
    private List<Way> ways = List.of();
    private Discovery.@Nullable Subscription watch;
    private boolean used = true;
    private boolean closed;

    /**
     * Begins to wait.
     *
     * @param port of the destination
     * @param patience how long requests wait for the first answer
     */
    InboundProfile(int port, Duration patience, FailFast.Timer timer, Metrics metrics) {
        this.port = port;
        this.metrics = metrics;
        this.cancelTimer = timer.schedule(this::goOn, patience);
    }

    /** What is to be ended with this. */
    void watched(Discovery.Subscription subscription) {
        watch = subscription;
    }

    /** Applies an answer of the lookup. */
    void update(ProfileUpdate update) {
        List<Way> former = ways;
        ways = update instanceof ProfileUpdate.Profile profile && profile.fqn() != null
                ? profile.routes().stream()
                        .map(route -> way(profile.fqn() + ":" + port, route))
                        .toList()
                : List.of();
        former.forEach(way -> way.meter.release());
        goOn();
    }

    private Way way(String destination, ProfileRoute route) {
        Labels labels = DIRECTION.and("dst", destination).and("rt_", route.labels());
        return new Way(
                route.condition(), new ResponseMeter(metrics, ResponseFamilies.PROFILE_ROUTE, labels, route.classes()));
    }

    /** Sends a request on its way. */
    void call(HttpCall call, Service<HttpCall> below) {
        used = true;
        if (waiting == null) {
            pass(call, below);
        } else {
            waiting.add(new Waiting(call, below));
        }
    }

    private void goOn() {
        cancelTimer.run();
        ArrayDeque<Waiting> held = waiting;
        waiting = null;
        if (held != null) {
            held.stream().filter(each -> each.call.isOpen()).forEach(each -> pass(each.call, each.below));
        }
    }

    private void pass(HttpCall call, Service<HttpCall> below) {
        if (!ways.isEmpty()) {
            Requested requested = new Requested(call.request());
            for (Way way : ways) {
                if (way.condition.matches(requested)) {
                    way.meter.count(call);
                    break;
                }
            }
        }
        below.call(call);
    }

    /** Whether a request has come since this was last asked. */
    boolean usedSinceAsked() {
        boolean was = used;
        used = false;
        return was;
    }

    /** Whether this is not watched any more. */
    boolean isClosed() {
        return closed;
    }

    /** Ends the watch; requests that wait go on. */
    void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
        update(new ProfileUpdate.None());
    }
}
