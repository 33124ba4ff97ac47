package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.control.ServerPolicy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The present policy of one port: the default one until the control plane says otherwise. Event loop only. */
final class PortPolicy {

    private final int port;
    private final Set<Runnable> watchers = new LinkedHashSet<>();
    private final Discovery.Subscription subscription;
    private ServerPolicy present;

    /** Begins to watch; {@code watch} tells the listener on this event loop. */
    PortPolicy(int port, ServerPolicy initial, Function<Consumer<ServerPolicy>, Discovery.Subscription> watch) {
        this.port = port;
        this.present = initial;
        this.subscription = watch.apply(this::update);
    }

    private void update(ServerPolicy policy) {
        present = policy;
        List.copyOf(watchers).forEach(Runnable::run);
    }

    int port() {
        return port;
    }

    /** What holds now. */
    ServerPolicy present() {
        return present;
    }

    /** Runs {@code task} after each change from now on, until {@link #forget}. */
    void onChange(Runnable task) {
        watchers.add(task);
    }

    void forget(Runnable task) {
        watchers.remove(task);
    }

    void close() {
        subscription.close();
    }
}
