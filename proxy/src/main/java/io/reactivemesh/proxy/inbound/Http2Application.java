package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.ProxyConfig.Queue;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.QueueObserver;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.transport.Http2Endpoint;
import io.reactivemesh.proxy.transport.Loop;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The application as far as it speaks HTTP/2: connected to when the first request asks for it, as most applications do not speak it at
 * all. Requests wait for the connection in a queue of their own. Event loop only.
 */
final class Http2Application implements Service<HttpCall> {

    private final Loop loop;
    private final Queue limits;
    private final QueueObserver observer;
    private final Function<Runnable, Http2Endpoint> connect;
    private final Runnable onClosed;
    private @Nullable Http2Endpoint endpoint;
    private @Nullable FailFast<HttpCall> queue;
    private boolean closed;

    /**
     * Creates an application that is not connected.
     *
     * @param connect makes the endpoint; takes what is to be run when its last connection has gone
     * @param onClosed runs once, after {@link #close}
     */
    Http2Application(
            Loop loop,
            Queue limits,
            QueueObserver observer,
            Function<Runnable, Http2Endpoint> connect,
            Runnable onClosed) {
        this.loop = loop;
        this.limits = limits;
        this.observer = observer;
        this.connect = connect;
        this.onClosed = onClosed;
    }

    @Override
    public void call(HttpCall call) {
        FailFast<HttpCall> present = queue;
        if (present == null) {
            present = connect();
        }
        present.call(call);
    }

    private FailFast<HttpCall> connect() {
        Http2Endpoint connected = connect.apply(onClosed);
        FailFast<HttpCall> above = new FailFast<>(connected, limits.capacity(), limits.failfast(), loop, observer);
        connected.onChange(above::wake);
        endpoint = connected;
        queue = above;
        return above;
    }

    /** Gives the connection up when its requests are done. Idempotent. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (queue != null && endpoint != null) {
            queue.close();
            endpoint.close();
        } else {
            onClosed.run();
        }
    }
}
