package io.reactivemesh.proxy.control;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks for the addresses of control-plane services. Answers come on the control loop. */
interface ControlDns {

    /**
     * What was found.
     *
     * @param addresses in no order; empty = the name has none
     * @param ttl how long this may be believed
     */
    record Answer(List<InetSocketAddress> addresses, Duration ttl) {

        /** Copies the list. */
        public Answer {
            addresses = List.copyOf(addresses);
        }
    }

    /** The SRV records of a name; fails when there is no answer, or one that holds a target that {@link SrvTarget} can't read. */
    CompletionStage<Answer> services(String name);

    /** The A and AAAA records of a name, with this port. */
    CompletionStage<Answer> addresses(String name, int port);
}
