package io.reactivemesh.proxy.control;

import com.google.protobuf.MessageLite;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.balance.Balancer;
import io.reactivemesh.proxy.grpc.GrpcCall;
import io.reactivemesh.proxy.grpc.GrpcMethod;
import io.reactivemesh.proxy.grpc.Http2Call;
import io.reactivemesh.proxy.transport.Http2Endpoint;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.OwnRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way to one control-plane service: a connection to each of its instances, kept up, and calls spread over them as those of
 * applications are over endpoints.
 *
 * <pre>
 *   names ─► addresses ─► one {@link Http2Endpoint} each, connecting by itself ─┐
 *   calls ─► queue, while nobody is connected ─────────────────────► balancer ──┴─► the better of two that are
 * </pre>
 *
 * <p>A lost connection is tried again after {@code min, 2 min, …}, at most {@link #LONGEST_WAIT} apart, with jitter, for as long as it
 * takes: an attempt is one SYN, and after a restart a removed endpoint must stop getting traffic within two seconds. Calls wait as
 * long as that: nobody but this proxy waits for them, and it goes on by what it knows.
 *
 * <p>Confined to the control loop, but for {@link #lostNanos}, which any thread may ask.
 */
final class ControlChannel {

    static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final long NEVER = Long.MIN_VALUE;

    /** Makes the way to one instance. */
    interface Connections {

        /**
         * An endpoint that connects at once, and again whenever it has to.
         *
         * @param backoff between failed attempts
         */
        Http2Endpoint open(InetSocketAddress address, Backoff backoff, RandomGenerator random);
    }

    private final AddressSource addresses;
    private final Connections connections;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final Loop transport;
    private final ControlLoop loop;
    private final ControlObserver observer;
    private final Http2Call.Target target;
    private final Balancer<Http2Endpoint> balancer;
    private final Map<InetSocketAddress, Balancer.Entry<Http2Endpoint>> endpoints = new HashMap<>();
    private final WaitingRequests waiting;
    private int failures;
    private boolean everConnected;
    private boolean connected;
    private boolean closed;
    private volatile long lostAt = NEVER;
    private Timers.@Nullable Timer nudge;

    /**
     * Creates a channel that is not open yet.
     *
     * @param authority whom calls name as their server
     * @param backoff between attempts to connect, and to find out where to; a second at most is taken of it
     * @param transport of the control loop
     */
    ControlChannel(
            String authority,
            AddressSource addresses,
            Connections connections,
            Backoff backoff,
            RandomGenerator random,
            Loop transport,
            ControlLoop loop,
            ControlObserver observer) {
        Duration longest = backoff.max().compareTo(LONGEST_WAIT) < 0 ? backoff.max() : LONGEST_WAIT;
        Duration shortest = backoff.min().compareTo(longest) < 0 ? backoff.min() : longest;
        this.backoff = new Backoff(shortest, longest, backoff.jitter());
        this.addresses = addresses;
        this.connections = connections;
        this.random = random;
        this.transport = transport;
        this.loop = loop;
        this.observer = observer;
        this.target = new Http2Call.Target(authority, this::dispatch);
        this.balancer = new Balancer<>(Balancer.Config.DEFAULT, loop::nanoTime, random);
        this.waiting = new WaitingRequests(loop::nanoTime, observer.balancing());
    }

    /** Connects, and from then on keeps connected. Comes before anything else. */
    void open() {
        addresses.start(this::found);
        if (!connected) {
            askAgainLater();
        }
    }

    /** Ends it: what waits fails, what goes on is cut short by whoever made it. */
    void close() {
        closed = true;
        cancelNudge();
        addresses.close();
        endpoints.values().forEach(each -> each.endpoint().close());
        endpoints.clear();
        waiting.failAll("channel closed");
    }

    /** Whether there is a connection to anybody: not one whose calls are just being told that it has gone. */
    boolean connected() {
        return endpoints.values().stream().anyMatch(each -> each.endpoint().isSettled());
    }

    /** How long the connection has been lost; 0 while it lives, and before it first did. Any thread. */
    long lostNanos() {
        long since = lostAt;
        return since == NEVER ? 0 : loop.nanoTime() - since;
    }

    /** A call that waits for a connection when there is none. */
    <Q extends MessageLite, R> GrpcCall<Q, R> call(GrpcMethod<Q, R> method) {
        return new Http2Call<>(transport, method, target, null);
    }

    /** A call that waits for a connection when there is none, and fails when it is not over by then. */
    <Q extends MessageLite, R> GrpcCall<Q, R> call(GrpcMethod<Q, R> method, Duration longest) {
        return new Http2Call<>(transport, method, target, longest);
    }

    private void dispatch(OwnRequest request) {
        if (closed) {
            request.fail("channel closed");
            return;
        }
        observer.balancing().requested();
        if (send(request)) {
            observer.balancing().passed(0);
        } else {
            waiting.add(request);
        }
    }

    private boolean send(OwnRequest request) {
        Balancer.Entry<Http2Endpoint> chosen = balancer.pick();
        if (chosen == null) {
            return false;
        }
        request.balanced(chosen);
        chosen.endpoint().send(request);
        return true;
    }

    private void found(List<InetSocketAddress> present) {
        Set<InetSocketAddress> gone = new HashSet<>(endpoints.keySet());
        present.forEach(gone::remove);
        boolean added = false;
        for (InetSocketAddress address : present) {
            if (!endpoints.containsKey(address)) {
                added = true;
                add(address);
            }
        }
        for (InetSocketAddress address : gone) {
            Balancer.@Nullable Entry<Http2Endpoint> entry = endpoints.remove(address);
            var _ = balancer.remove(address);
            if (entry != null) {
                entry.endpoint().close();
            }
        }
        if (added || !gone.isEmpty()) {
            observer.balancing().updated(endpoints.size(), added, !gone.isEmpty());
        }
        follow();
    }

    private void add(InetSocketAddress address) {
        Http2Endpoint endpoint = connections.open(address, backoff, random);
        Balancer.Entry<Http2Endpoint> entry = balancer.add(address, endpoint);
        balancer.suspend(entry);
        endpoints.put(address, entry);
        endpoint.onChange(() -> changed(entry));
    }

    /** An instance is called only while it is connected. */
    private void changed(Balancer.Entry<Http2Endpoint> entry) {
        int before = balancer.size();
        if (entry.endpoint().isSettled()) {
            balancer.resume(entry);
        } else {
            balancer.suspend(entry);
        }
        if (balancer.size() < before) {
            addresses.refresh();
        }
        follow();
    }

    private void follow() {
        if (closed) {
            return;
        }
        if (balancer.size() > 0) {
            up();
        } else {
            down();
        }
    }

    private void up() {
        cancelNudge();
        failures = 0;
        if (!connected) {
            connected = true;
            lostAt = NEVER;
            observer.connected(everConnected);
            everConnected = true;
        }
        waiting.drain(this::send);
    }

    private void down() {
        if (connected) {
            connected = false;
            lostAt = loop.nanoTime();
            observer.lost();
            askAgainLater();
        }
    }

    /** While nobody is connected, those that are known may be the wrong ones, or none may be known. */
    private void askAgainLater() {
        cancelNudge();
        failures++;
        nudge = loop.timers().after(backoff.delay(failures, random), () -> {
            addresses.refresh();
            askAgainLater();
        });
    }

    private void cancelNudge() {
        if (nudge != null) {
            nudge.cancel();
            nudge = null;
        }
    }
}
