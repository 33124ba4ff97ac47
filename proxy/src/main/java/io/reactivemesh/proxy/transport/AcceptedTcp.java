package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.stack.Measurement;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.TcpCall;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An accepted connection that is relayed opaquely: the call, and the accepted half of the relay.
 *
 * <p>Refusing it closes it: on an opaque connection there is no way to say why. A drain leaves it running, its end is the
 * application's affair. Owned by the event loop of its channel.
 */
final class AcceptedTcp implements TcpCall, Drainable {

    private final Loop loop;
    private final RelayHalf half;
    private final Consumer<Refusal> errors;
    private final Measurement measurement;
    private Ended ended = _ -> {};
    private final @Nullable String serverName;
    private @Nullable Refusal refused;
    private boolean open = true;
    private boolean connected;

    AcceptedTcp(Loop loop, ConnectionMeter meter, Consumer<Refusal> errors, @Nullable String serverName) {
        this.loop = loop;
        this.errors = errors;
        this.serverName = serverName;
        this.measurement = new Measurement(loop.clock());
        this.half = new RelayHalf(meter, this::gone);
    }

    /** The handler of the accepted channel. */
    RelayHalf half() {
        return half;
    }

    /** To be called when the handler is in its pipeline: reading waits until there is an endpoint. */
    void accepted() {
        half.awaitOther();
        loop.opened(this);
    }

    /** The endpoint's connection is there. */
    void connectedTo(RelayHalf endpoint) {
        connected = true;
        measurement.connected();
        RelayHalf.join(half, endpoint);
    }

    private void gone() {
        open = false;
        measurement.abandon();
        ended.ended(refused);
        loop.closed(this);
    }

    @Override
    public boolean isOpen() {
        return open && !connected;
    }

    @Override
    public void refuse(Refusal refusal) {
        refused = refusal;
        errors.accept(refusal);
        measurement.refused(refusal);
        half.close();
    }

    @Override
    public @Nullable String serverName() {
        return serverName;
    }

    @Override
    public void whenEnded(Ended listener) {
        ended = listener;
    }

    @Override
    public Measurement measurement() {
        return measurement;
    }

    @Override
    public void drain() {
        // Runs on: cutting it could cut a transfer in half. The drain's deadline ends it.
    }

    @Override
    public void close() {
        half.close();
    }
}
