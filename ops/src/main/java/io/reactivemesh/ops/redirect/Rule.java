package io.reactivemesh.ops.redirect;

import java.util.List;

/**
 * One rule of a chain: the first whose match holds decides about a connection.
 *
 * @param purpose says what the rule is for; becomes its comment
 */
public record Rule(Match match, Verdict verdict, String purpose) {
    /** Which connections. */
    public sealed interface Match {
        /** TCP to any port. */
        record AnyTcp() implements Match {}

        /** TCP to one port. */
        record TcpPort(int port) implements Match {}

        /**
         * TCP to any of some ports.
         *
         * @param ports at least one; together at most {@link #MAX_PLACES} places
         */
        record TcpPorts(List<PortRange> ports) implements Match {
            /** What one multiport match holds; a range takes two places. */
            static final int MAX_PLACES = 15;

            /** Copies the list. */
            public TcpPorts {
                ports = List.copyOf(ports);
            }
        }

        /** Any protocol, by who sends. */
        record FromSubnet(Subnet subnet) implements Match {}

        /** Any protocol, sent by a process of a user of this machine. */
        record FromUser(int uid) implements Match {}

        /** Any protocol, sent by a process of a group of this machine. */
        record FromGroup(int gid) implements Match {}

        /** Any protocol, leaving through the loopback interface. */
        record ToLoopback() implements Match {}
    }

    /** What becomes of them. */
    public sealed interface Verdict {
        /** They go where they were going. */
        record Pass() implements Verdict {}

        /** They go to a port of this machine, and the kernel remembers where they were going. */
        record RedirectTo(int port) implements Verdict {}
    }
}
