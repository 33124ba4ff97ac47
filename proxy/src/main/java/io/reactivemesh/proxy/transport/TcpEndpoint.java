package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.TcpCall;
import java.net.InetSocketAddress;

/** The bottom of an opaque stack: one endpoint, a connection for each call. Event loop only. */
public final class TcpEndpoint implements Service<TcpCall> {

    private final Connector connector;
    private final InetSocketAddress address;
    private final ConnectionMeter meter;
    private final Runnable onClosed;
    private int connections;
    private boolean closed;

    /**
     * Creates an endpoint; nothing is connected yet.
     *
     * @param onClosed runs once after {@link #close}, when the last connection has gone
     */
    public TcpEndpoint(Connector connector, InetSocketAddress address, ConnectionMeter meter, Runnable onClosed) {
        this.connector = connector;
        this.address = address;
        this.meter = meter;
        this.onClosed = onClosed;
    }

    @Override
    public void call(TcpCall call) {
        AcceptedTcp accepted = (AcceptedTcp) call;
        RelayHalf half = new RelayHalf(meter, this::forget);
        connections++;
        connector.connect(address, half, new Connector.Outcome() {
            @Override
            public void connected() {
                meter.opened();
                if (accepted.isOpen()) {
                    accepted.connectedTo(half);
                } else {
                    half.close();
                }
            }

            @Override
            public void failed(Throwable cause) {
                forget();
                if (accepted.isOpen()) {
                    accepted.refuse(refusal(cause));
                }
            }
        });
    }

    private Refusal refusal(Throwable cause) {
        return Connector.refusal(cause).at("endpoint " + address);
    }

    /** Takes no more calls; connections that are open go on. Idempotent. */
    public void close() {
        if (!closed) {
            closed = true;
            if (connections == 0) {
                onClosed.run();
            }
        }
    }

    private void forget() {
        connections--;
        if (closed && connections == 0) {
            onClosed.run();
        }
    }
}
