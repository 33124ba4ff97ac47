package io.reactivemesh.proxy;

import java.util.BitSet;

/** A set of TCP ports, written as {@code 80,8000-8002}. Immutable. */
public final class PortSet {

    /** No port. */
    public static final PortSet NONE = new PortSet(new BitSet());

    private final BitSet ports;

    private PortSet(BitSet ports) {
        this.ports = ports;
    }

    /**
     * Reads comma separated ports and inclusive ranges; blanks and empty items are passed over.
     *
     * @throws IllegalArgumentException on anything else, reversed and half-open ranges included
     */
    public static PortSet parse(String text) {
        BitSet ports = new BitSet();
        for (String item : text.split(",", -1)) {
            String trimmed = item.strip();
            if (trimmed.isEmpty()) {
                continue;
            }
            int dash = trimmed.indexOf('-');
            int from = Addresses.port(
                    dash < 0 ? trimmed : trimmed.substring(0, dash).strip());
            int to =
                    dash < 0 ? from : Addresses.port(trimmed.substring(dash + 1).strip());
            if (to < from) {
                throw new IllegalArgumentException("a range whose start is not above its end");
            }
            ports.set(from, to + 1);
        }
        return new PortSet(ports);
    }

    /** Whether the set has this port. */
    public boolean contains(int port) {
        return port >= 0 && ports.get(port);
    }

    /** Whether the set has no port at all. */
    public boolean isEmpty() {
        return ports.isEmpty();
    }

    /** The ports, ascending. */
    public java.util.stream.IntStream stream() {
        return ports.stream();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortSet that && ports.equals(that.ports);
    }

    @Override
    public int hashCode() {
        return ports.hashCode();
    }

    @Override
    public String toString() {
        return ports.toString();
    }
}
