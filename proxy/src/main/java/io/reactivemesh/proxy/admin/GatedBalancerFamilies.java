package io.reactivemesh.proxy.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The families of a balancer of applications' calls, whose queue has a gate that fail-fast shuts.
 *
 * @param balancer what all balancers have
 * @param states how many endpoints there are, by {@code endpoint_state}; null where they have no states
 * @param opened times that the queue's gate opened, its first time included
 * @param shut times that it shut
 * @param openTime when it opened, while it is open
 * @param shutTime when it shut, while it is shut
 * @param timeout how long calls wait before it shuts
 */
public record GatedBalancerFamilies(
        BalancerFamilies balancer,
        @Nullable Family states,
        Family opened,
        Family shut,
        Family openTime,
        Family shutTime,
        Family timeout) {

    private static final long MILLIS_PER_SECOND = 1000;

    /** Balancers of requests. */
    public static final GatedBalancerFamilies HTTP = of("outbound_http_balancer", "an HTTP balancer", true);

    /** Balancers of opaque connections. */
    public static final GatedBalancerFamilies TCP = of("outbound_tcp_balancer", "a TCP balancer", false);

    /** Balancers of TLS connections that are routed by server name. */
    public static final GatedBalancerFamilies TLS = of("outbound_tls_balancer", "a TLS balancer", false);

    private static GatedBalancerFamilies of(String prefix, String subject, boolean states) {
        String gate = prefix + "_queue_gate";
        return new GatedBalancerFamilies(
                BalancerFamilies.of(prefix, subject),
                states
                        ? Family.gauge(prefix + "_endpoints", "Endpoints of " + subject + " by their state.", true)
                                .sharedByLoops()
                        : null,
                Family.counter(gate + "_open_total", "Times that the gate of " + subject + " was opened.", true),
                Family.counter(
                        gate + "_shut_total", "Times that the gate of " + subject + " was shut by fail-fast.", true),
                instant(
                        gate + "_open_time_seconds",
                        "When the gate of " + subject + " was opened; 0 while it is shut."),
                instant(gate + "_shut_time_seconds", "When the gate of " + subject + " was shut; 0 while it is open."),
                Family.gauge(
                                gate + "_timeout_seconds",
                                "How long calls wait for " + subject + " before its gate is shut.",
                                true)
                        .shownPer(MILLIS_PER_SECOND)
                        .sharedByLoops());
    }

    /** A moment since the Unix epoch, recorded in milliseconds. */
    private static Family instant(String name, String help) {
        return Family.gauge(name, help, true).shownPer(MILLIS_PER_SECOND).sharedByLoops();
    }

    List<Family> all() {
        return Family.present(
                balancer.endpoints(),
                balancer.updates(),
                states,
                balancer.length(),
                balancer.requests(),
                balancer.latency(),
                opened,
                shut,
                openTime,
                shutTime,
                timeout);
    }
}
