package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.reactivemesh.proxy.ProxyConfig.Pool;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Service;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bottom of an HTTP stack: one endpoint, spoken to in HTTP/1 over pooled connections.
 *
 * <p>Always ready: a connection that cannot be made is the failure of the request that needed it. Requests with different
 * authorities never share a connection; HTTP/1.0 requests and those that name nobody get one of their own. Event loop only.
 */
public final class Http1Endpoint implements Service<HttpCall> {

    /** An idle connection is closed after this many sweeps, so at most a quarter later than configured. */
    private static final int SWEEPS_PER_TIMEOUT = 4;

    private final Loop loop;
    private final Connector connector;
    private final InetSocketAddress address;
    private final String place;
    private final Pool config;
    private final ConnectionMeter meter;
    private final Runnable onClosed;
    private final List<Http1Pool> pools = new ArrayList<>(1);
    private @Nullable Http1Pool lastPool;
    private int connections;
    private int idle;
    private long sweep;
    private boolean sweeping;
    private boolean closed;
    private String errno = "";

    /**
     * Creates an endpoint; nothing is connected yet.
     *
     * @param onClosed runs once after {@link #close}, when the last connection has gone
     */
    public Http1Endpoint(
            Loop loop,
            Connector connector,
            InetSocketAddress address,
            Pool config,
            ConnectionMeter meter,
            Runnable onClosed) {
        this.loop = loop;
        this.connector = connector;
        this.address = address;
        this.place = "endpoint " + address.getAddress().getHostAddress() + ":" + address.getPort();
        this.config = config;
        this.meter = meter;
        this.onClosed = onClosed;
    }

    @Override
    public void call(HttpCall call) {
        Http1Caller caller = (Http1Caller) call;
        Http1Pool pool = pool(caller);
        Http1ClientConnection connection = pool == null ? null : pool.take();
        if (connection != null) {
            connection.send(caller);
        } else {
            connect(caller, null, pool);
        }
    }

    /** Sends a request again that a stale connection has lost. */
    void resend(Http1Caller caller, ByteBuf request, @Nullable Http1Pool pool) {
        if (caller.isOpen()) {
            connect(caller, request, pool);
        } else {
            request.release();
        }
    }

    private void connect(Http1Caller caller, @Nullable ByteBuf request, @Nullable Http1Pool pool) {
        Http1ClientConnection connection = new Http1ClientConnection(loop, this, pool);
        connections++;
        if (pool != null) {
            pool.connections++;
        }
        connector.connect(address, connection, new Connector.Outcome() {
            @Override
            public void connected() {
                meter.opened();
                dispatch(caller, request, connection, pool);
            }

            @Override
            public void failed(Throwable cause) {
                forget(pool);
                if (request != null) {
                    request.release();
                }
                if (caller.isOpen()) {
                    caller.refuse(placed(Connector.refusal(cause)));
                }
            }
        });
    }

    private void dispatch(
            Http1Caller caller, @Nullable ByteBuf request, Http1ClientConnection connection, @Nullable Http1Pool pool) {
        if (caller.isOpen() && connection.usable()) {
            if (request != null) {
                connection.resend(caller, request);
            } else {
                connection.send(caller);
            }
            return;
        }
        if (request != null) {
            request.release();
        }
        if (caller.isOpen()) {
            caller.refuse(placed(Refusal.BAD_GATEWAY));
        }
        if (pool != null && connection.usable()) {
            pool.put(connection);
        } else {
            connection.close();
        }
    }

    /** The pool of the request's authority, or null when the request gets a connection of its own. */
    private @Nullable Http1Pool pool(Http1Caller caller) {
        Http1Head head = caller.input().head();
        if (!head.hasAuthority() || head.minorVersion == 0 || closed) {
            return null;
        }
        ByteBuf message = caller.input().message();
        Http1Pool recent = lastPool;
        if (recent != null && recent.serves(head, message)) {
            return recent;
        }
        for (Http1Pool pool : pools) {
            if (pool.serves(head, message)) {
                lastPool = pool;
                return pool;
            }
        }
        int from = message.readerIndex() + head.authorityStart;
        byte[] authority = ByteBufUtil.getBytes(message, from, head.authorityEnd - head.authorityStart);
        Http1Pool pool = new Http1Pool(this, authority, head.authorityHash, head.form == Http1Head.Form.ABSOLUTE);
        pools.add(pool);
        lastPool = pool;
        return pool;
    }

    /** Closes idle connections now and the others after their response. Idempotent. */
    public void close() {
        if (!closed) {
            closed = true;
            List.copyOf(pools).forEach(pool -> pool.closeIdleSince(Long.MAX_VALUE));
            if (connections == 0) {
                onClosed.run();
            }
        }
    }

    boolean keepsIdle() {
        return !closed && idle < config.maxIdle();
    }

    long sweep() {
        return sweep;
    }

    void idleChanged(int change) {
        idle += change;
        if (idle > 0 && !sweeping) {
            sweeping = true;
            scheduleSweep();
        }
    }

    private void scheduleSweep() {
        Duration interval = config.idleTimeout().dividedBy(SWEEPS_PER_TIMEOUT);
        loop.schedule(this::sweepIdle, interval.isZero() ? Duration.ofMillis(1) : interval);
    }

    private void sweepIdle() {
        sweep++;
        pools.forEach(pool -> pool.closeIdleSince(sweep - SWEEPS_PER_TIMEOUT - 1));
        sweeping = idle > 0 && !closed;
        if (sweeping) {
            scheduleSweep();
        }
    }

    void read(int bytes) {
        meter.read(bytes);
    }

    void wrote(int bytes) {
        meter.wrote(bytes);
    }

    void broken(Throwable cause) {
        errno = ConnectionMeter.errno(cause);
    }

    /** A connection that was open has gone. */
    void closed(Http1ClientConnection connection) {
        meter.closed(errno);
        errno = "";
        forget(connection.pool());
    }

    private void forget(@Nullable Http1Pool pool) {
        connections--;
        if (pool != null && --pool.connections == 0) {
            pools.remove(pool);
            if (lastPool == pool) {
                lastPool = null;
            }
        }
        if (closed && connections == 0) {
            onClosed.run();
        }
    }

    /** The refusal with this endpoint's address in its message. */
    Refusal placed(Refusal refusal) {
        return refusal.at(place);
    }
}
