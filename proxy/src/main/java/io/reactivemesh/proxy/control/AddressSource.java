package io.reactivemesh.proxy.control;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/** Where the instances of a service of the control plane are. Control loop only. */
interface AddressSource {

    /** Begins to look. The listener is told of all of them, at first and whenever they may have changed, in no order. */
    void start(Consumer<List<InetSocketAddress>> listener);

    /** Looks again: those that are known do not answer. */
    void refresh();

    /** Tells nothing more. */
    void close();

    /** Addresses that never change. */
    static AddressSource of(InetSocketAddress... addresses) {
        return new AddressSource() {
            @Override
            public void start(Consumer<List<InetSocketAddress>> listener) {
                listener.accept(List.of(addresses));
            }

            @Override
            public void refresh() {
                // There is nothing to ask.
            }

            @Override
            public void close() {
                // Nothing is told after the start.
            }
        };
    }
}
