package io.reactivemesh.ops.bench;

import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that a load can be sent through.
 *
 * @param name as reported
 * @param addresses where it takes each protocol; those that it cannot do are absent
 * @param inboundPorts where its proxy beside the origin takes each protocol; empty = there is none
 * @param processes what does it; empty = nothing stands before the origin
 */
record ProxySubject(
        String name,
        Map<ProxyWork.Protocol, InetSocketAddress> addresses,
        Map<ProxyWork.Protocol, Integer> inboundPorts,
        List<Peer> processes)
        implements AutoCloseable {
    ProxySubject {
        addresses = Map.copyOf(addresses);
        inboundPorts = Map.copyOf(inboundPorts);
        processes = List.copyOf(processes);
    }

    /** One process, beside the client or beside the origin. */
    static ProxySubject of(String name, Map<ProxyWork.Protocol, InetSocketAddress> addresses, Peer process) {
        return new ProxySubject(name, addresses, Map.of(), List.of(process));
    }

    /**
     * A proxy beside the client and one beside the origin.
     *
     * @param inbound its addresses are those that the redirection beside the origin leads to
     */
    static ProxySubject pair(String name, ProxySubject outbound, ProxySubject inbound) {
        Map<ProxyWork.Protocol, InetSocketAddress> addresses = new EnumMap<>(ProxyWork.Protocol.class);
        Map<ProxyWork.Protocol, Integer> inboundPorts = new EnumMap<>(ProxyWork.Protocol.class);
        outbound.addresses().forEach((protocol, address) -> {
            InetSocketAddress behind = inbound.addresses().get(protocol);
            if (behind != null) {
                addresses.put(protocol, address);
                inboundPorts.put(protocol, behind.getPort());
            }
        });
        return new ProxySubject(
                name,
                addresses,
                inboundPorts,
                List.of(outbound.processes().getFirst(), inbound.processes().getFirst()));
    }

    /** All processes of all its proxies now. */
    List<Long> pids() {
        return processes.stream().flatMap(peer -> peer.pids().stream()).toList();
    }

    /** From start to ready of the slowest of its processes; null = there is none. */
    @Nullable
    Double readyMillis() {
        return processes.isEmpty()
                ? null
                : processes.stream().mapToDouble(Peer::readyMillis).max().orElseThrow();
    }

    @Override
    public void close() {
        processes.forEach(Peer::close);
    }
}
