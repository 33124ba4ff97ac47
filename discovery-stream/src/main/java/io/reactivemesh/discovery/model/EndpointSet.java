package io.reactivemesh.discovery.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The whole answer to "what serves this destination now". Immutable; equal sets are equal on the wire.
 *
 * @param exists false = the destination itself is unknown; the endpoints are then empty
 * @param labels metric labels common to all endpoints
 */
public record EndpointSet(boolean exists, SortedMap<String, String> labels, SortedMap<Address, Endpoint> endpoints) {
    public EndpointSet {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
    }

    /** The answer for a destination that nobody has heard of. */
    public static final EndpointSet UNKNOWN = new EndpointSet(false, new TreeMap<>(), new TreeMap<>());

    /** Builds a set of an existing destination. */
    public static EndpointSet of(Map<String, String> labels, Iterable<Endpoint> endpoints) {
        TreeMap<Address, Endpoint> byAddress = new TreeMap<>();
        endpoints.forEach(endpoint -> byAddress.put(endpoint.address(), endpoint));
        return new EndpointSet(true, new TreeMap<>(labels), byAddress);
    }

    /** What leads from {@code before} to this: every endpoint that is new or differs in any field, and every address that went. */
    public Delta since(EndpointSet before) {
        boolean relabelled = !labels.equals(before.labels);
        List<Endpoint> added = new ArrayList<>();
        for (Endpoint endpoint : endpoints.values()) {
            if (relabelled || !endpoint.equals(before.endpoints.get(endpoint.address()))) {
                added.add(endpoint);
            }
        }
        List<Address> removed = new ArrayList<>();
        for (Address address : before.endpoints.keySet()) {
            if (!endpoints.containsKey(address)) {
                removed.add(address);
            }
        }
        return new Delta(List.copyOf(added), List.copyOf(removed));
    }

    /** The difference of two sets, in address order. */
    public record Delta(List<Endpoint> added, List<Address> removed) {
        public boolean isEmpty() {
            return added.isEmpty() && removed.isEmpty();
        }
    }
}
