package io.reactivemesh.ops.bench;

import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that a load can be sent through.
 *
 * @param name as reported
 * @param addresses where it takes each protocol; those that it cannot do are absent
 * @param process what does it; null = nothing stands before the origin
 */
record ProxySubject(
        String name,
        Map<ProxyWork.Protocol, InetSocketAddress> addresses,
        @Nullable Peer process) implements AutoCloseable {
    ProxySubject {
        addresses = Map.copyOf(addresses);
    }

    /** Where a work goes; null = this cannot do it. */
    @Nullable
    InetSocketAddress target(ProxyWork work) {
        return addresses.get(work.protocol());
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
