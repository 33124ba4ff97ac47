package io.reactivemesh.proxy.control;

import io.reactivemesh.wire.destination.AddrSet;
import io.reactivemesh.wire.destination.Update;
import io.reactivemesh.wire.destination.WeightedAddr;
import io.reactivemesh.wire.destination.WeightedAddrSet;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one destination, folded from the updates of one stream after another.
 *
 * <p>A stream begins with its full set, so the first {@code add} of a new stream replaces whatever was known before;
 * what its watchers are told is the precise difference. A {@code remove} before that has nothing to refer to and is
 * passed over. Confined to the control loop.
 */
final class EndpointFold {

    private final Map<InetSocketAddress, ProxyEndpoint> endpoints = new LinkedHashMap<>();
    private boolean fresh = true;
    private boolean known;
    private boolean exists;

    /** The next update comes from a new stream. */
    void streamStarted() {
        fresh = true;
    }

    /** Applies an update; null when it changes nothing that a watcher could see. */
    @Nullable
    Diff apply(Update update) {
        return switch (update.getUpdateCase()) {
            case ADD -> add(update.getAdd());
            case REMOVE -> fresh ? null : told(List.of(), removeAll(update.getRemove()), exists);
            case NO_ENDPOINTS -> clear(update.getNoEndpoints().getExists());
            case UPDATE_NOT_SET -> null;
        };
    }

    /** Empties the set: the destination has nothing, or is nothing. */
    @Nullable
    Diff clear(boolean nowExists) {
        fresh = false;
        List<InetSocketAddress> removed = List.copyOf(endpoints.keySet());
        endpoints.clear();
        return told(List.of(), removed, nowExists);
    }

    /** What a watcher that joins now has to be told; null when nothing is known yet. */
    @Nullable
    Diff all() {
        return known ? new Diff(List.copyOf(endpoints.values()), List.of(), exists) : null;
    }

    private @Nullable Diff add(WeightedAddrSet set) {
        List<ProxyEndpoint> changed = new ArrayList<>();
        Set<InetSocketAddress> gone = fresh ? new HashSet<>(endpoints.keySet()) : new HashSet<>();
        fresh = false;
        for (WeightedAddr wire : set.getAddrsList()) {
            ProxyEndpoint endpoint = EndpointMapping.endpoint(wire, set.getMetricLabelsMap());
            if (endpoint != null) {
                gone.remove(endpoint.address());
                if (!endpoint.equals(endpoints.put(endpoint.address(), endpoint))) {
                    changed.add(endpoint);
                }
            }
        }
        endpoints.keySet().removeAll(gone);
        return told(changed, List.copyOf(gone), true);
    }

    private List<InetSocketAddress> removeAll(AddrSet set) {
        return set.getAddrsList().stream()
                .map(EndpointMapping::address)
                .filter(address -> address != null && endpoints.remove(address) != null)
                .toList();
    }

    private @Nullable Diff told(List<ProxyEndpoint> changed, List<InetSocketAddress> removed, boolean nowExists) {
        if (known && changed.isEmpty() && removed.isEmpty() && exists == nowExists) {
            return null;
        }
        known = true;
        exists = nowExists;
        return new Diff(changed, removed, nowExists);
    }

    /** What {@link EndpointListener#endpoints} is called with. */
    record Diff(List<ProxyEndpoint> addedOrChanged, List<InetSocketAddress> removed, boolean exists) {}
}
