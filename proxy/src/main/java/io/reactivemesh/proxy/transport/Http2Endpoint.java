package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.Gate;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.TargetLabels;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The bottom of an HTTP/2 stack: one endpoint, spoken to over a connection that all calls of this loop share, and a few more when it
 * takes fewer streams than there are calls.
 *
 * <p>Connects by itself, from the start and again whenever the last connection has gone: at once after one that was good, after growing
 * waits when attempts fail. Only connected is it ready. Event loop only.
 */
public final class Http2Endpoint implements FailFast.Gated<HttpCall>, Gate {

    /** How many streams to open before the endpoint has said how many it takes (RFC 9113 section 6.5.2 recommends no fewer). */
    private static final int MAX_STREAMS_UNTIL_TOLD = 100;

    /** When that many connections are full, calls wait for a stream. */
    private static final int MAX_CONNECTIONS = 8;

    /**
     * How endpoints of one side are connected to.
     *
     * @param http2 what this proxy is as a client
     * @param backoff between failed attempts
     * @param idleTimeout after which a connection beyond the first is closed
     */
    public record Config(ProxyConfig.Http2 http2, ProxyConfig.Backoff backoff, Duration idleTimeout) {}

    private final Loop loop;
    private final Connector connector;
    private final InetSocketAddress address;
    private final Config config;
    private final Http2Limits limits;
    private final RandomGenerator random;
    private final ConnectionMeter meter;
    private final Runnable onClosed;
    private final List<Http2ClientConnection> connections = new ArrayList<>(1);
    private final ArrayDeque<StreamCaller> waiting = new ArrayDeque<>(0);
    private Runnable onChange = () -> {};
    private Runnable cancelTimer = () -> {};
    private int alive;
    private int connecting;
    private int failures;
    private int maxStreamsAtFirst = MAX_STREAMS_UNTIL_TOLD;
    private boolean sweeping;
    private boolean closed;

    /**
     * Creates an endpoint; it starts to connect at once.
     *
     * @param onClosed runs once after {@link #close}, when the last connection has gone
     */
    public Http2Endpoint(
            Loop loop,
            Connector connector,
            InetSocketAddress address,
            Config config,
            RandomGenerator random,
            ConnectionMeter meter,
            Runnable onClosed) {
        this.loop = loop;
        this.connector = connector;
        this.address = address;
        this.config = config;
        this.limits = Http2Limits.of(config.http2());
        this.random = random;
        this.meter = meter;
        this.onClosed = onClosed;
        connect();
    }

    @Override
    public boolean isOpen() {
        return ready();
    }

    @Override
    public void onChange(Runnable listener) {
        onChange = listener;
    }

    @Override
    public boolean ready() {
        return !connections.isEmpty();
    }

    @Override
    public void call(HttpCall call) {
        send((Http2Caller) call);
    }

    /** Sends a request of the proxy's own, as soon as there is a stream for it. */
    public void send(OwnRequest request) {
        send((StreamCaller) request);
    }

    private void send(StreamCaller caller) {
        Http2ClientConnection connection = pick();
        if (connection != null) {
            connection.send(caller);
        } else if (connections.isEmpty() && connecting == 0) {
            caller.refuse(placed(Refusal.BAD_GATEWAY));
        } else {
            waiting.add(caller);
            widen();
        }
    }

    /** One more connection for calls that wait for a stream, if there may be one. */
    private void widen() {
        if (connecting == 0 && connections.size() < MAX_CONNECTIONS) {
            connect();
        }
    }

    /** The connection with the fewest streams among those that can take one more. */
    private @Nullable Http2ClientConnection pick() {
        Http2ClientConnection best = null;
        for (int i = 0; i < connections.size(); i++) {
            Http2ClientConnection connection = connections.get(i);
            if (connection.usable() && (best == null || connection.openStreams() < best.openStreams())) {
                best = connection;
            }
        }
        return best;
    }

    /** A connection can take calls that it could not take before. */
    void mayTakeMore() {
        while (!waiting.isEmpty()) {
            Http2ClientConnection connection = pick();
            if (connection == null) {
                widen();
                return;
            }
            StreamCaller caller = waiting.poll();
            if (caller.isOpen()) {
                connection.send(caller);
            }
        }
    }

    /** The endpoint speaks HTTP/2, so that trying again would not be in vain, and has said how many streams it takes. */
    void settled(int maxStreams) {
        failures = 0;
        maxStreamsAtFirst = Math.min(maxStreams, MAX_STREAMS_UNTIL_TOLD);
        onChange.run();
    }

    /** Whether it is connected to somebody who has shown that he speaks HTTP/2; {@link #onChange} tells of it. */
    public boolean isSettled() {
        return connections.stream().anyMatch(each -> each.isSettled() && !each.hasEnded());
    }

    /** Sends a call again that a connection has given back, if that is possible. */
    void unprocessed(StreamCaller caller) {
        if (closed || !caller.mayRepeat()) {
            caller.reset(Http2Error.REFUSED_STREAM);
        } else {
            send(caller);
        }
    }

    private void connect() {
        connecting++;
        Http2ClientConnection connection = new Http2ClientConnection(loop, this, meter, limits, maxStreamsAtFirst);
        connector.connect(address, connection, new Connector.Outcome() {
            @Override
            public void connected() {
                connecting--;
                opened(connection);
            }

            @Override
            public void failed(Throwable cause) {
                connecting--;
                attemptFailed(Connector.refusal(cause));
            }
        });
    }

    private void opened(Http2ClientConnection connection) {
        alive++;
        meter.opened();
        if (closed) {
            connection.context().close();
            return;
        }
        cancelTimer.run();
        connections.add(connection);
        connection.connected();
        if (connections.size() == 1) {
            onChange.run();
        } else if (!sweeping) {
            sweeping = true;
            loop.schedule(this::sweep, config.idleTimeout());
        }
        mayTakeMore();
    }

    private void attemptFailed(Refusal why) {
        if (closed) {
            finishIfDone();
            return;
        }
        failures++;
        if (connections.isEmpty()) {
            refuseWaiting(why);
            reconnectLater();
        }
    }

    private void reconnectLater() {
        cancelTimer.run();
        cancelTimer = loop.schedule(this::connect, config.backoff().delay(failures, random));
    }

    private void refuseWaiting(Refusal why) {
        for (StreamCaller caller = waiting.poll(); caller != null; caller = waiting.poll()) {
            if (caller.isOpen()) {
                caller.refuse(placed(why));
            }
        }
    }

    /** Closes what was not needed since the last look, but for one. */
    private void sweep() {
        for (Http2ClientConnection connection : List.copyOf(connections)) {
            if (connections.size() > 1 && !connection.used && connection.openStreams() == 0) {
                connection.leave();
            }
            connection.used = false;
        }
        sweeping = connections.size() > 1 && !closed;
        if (sweeping) {
            loop.schedule(this::sweep, config.idleTimeout());
        }
    }

    /** A connection takes no more calls. */
    void leaving(Http2ClientConnection connection) {
        if (connections.remove(connection) && connections.isEmpty() && !closed) {
            onChange.run();
            replace(connection);
        }
    }

    /** Makes another connection in place of the last one: at once if that one was good. */
    private void replace(Http2ClientConnection last) {
        if (connecting > 0) {
            return;
        }
        if (last.isSettled()) {
            connect();
        } else {
            failures++;
            refuseWaiting(Refusal.BAD_GATEWAY);
            reconnectLater();
        }
    }

    /** A connection has gone. */
    void closed(Http2ClientConnection connection) {
        alive--;
        leaving(connection);
        if (closed) {
            finishIfDone();
        }
    }

    /** Takes no more calls; connections close when their calls are done. Idempotent. */
    public void close() {
        if (!closed) {
            closed = true;
            cancelTimer.run();
            refuseWaiting(Refusal.BAD_GATEWAY);
            List.copyOf(connections).forEach(Http2ClientConnection::leave);
            finishIfDone();
        }
    }

    private void finishIfDone() {
        if (alive == 0 && connecting == 0) {
            onClosed.run();
        }
    }

    /** The refusal with this endpoint's address in its message. */
    Refusal placed(Refusal refusal) {
        return refusal.at("endpoint " + TargetLabels.text(address));
    }
}
