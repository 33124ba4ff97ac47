package io.reactivemesh.proxy.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The families of one kind of balancer and of the queue above it.
 *
 * @param endpoints how many there are
 * @param updates discovery updates applied, by {@code op}
 * @param states how many there are, by {@code endpoint_state}; null where endpoints have no states
 * @param length calls that wait
 * @param requests calls that came, to wait or not
 * @param latency how long they waited
 * @param opened times that the queue's gate opened, its first time included
 * @param shut times that it shut
 * @param openTime when it opened, while it is open
 * @param shutTime when it shut, while it is shut
 * @param timeout how long calls wait before it shuts
 */
public record BalancerFamilies(
        Family endpoints,
        Family updates,
        @Nullable Family states,
        Family length,
        Family requests,
        Family latency,
        Family opened,
        Family shut,
        Family openTime,
        Family shutTime,
        Family timeout) {

    private static final long MILLIS_PER_SECOND = 1000;

    /** Balancers of requests. */
    public static final BalancerFamilies HTTP = of("outbound_http_balancer", "an HTTP balancer", true);

    /** Balancers of opaque connections. */
    public static final BalancerFamilies TCP = of("outbound_tcp_balancer", "a TCP balancer", false);

    /** Balancers of TLS connections that are routed by server name. */
    public static final BalancerFamilies TLS = of("outbound_tls_balancer", "a TLS balancer", false);

    private static BalancerFamilies of(String prefix, String subject, boolean states) {
        String gate = prefix + "_queue_gate";
        return new BalancerFamilies(
                endpoints(prefix, subject),
                updates(prefix, subject),
                states
                        ? Family.gauge(prefix + "_endpoints", "Endpoints of " + subject + " by their state.", true)
                                .sharedByLoops()
                        : null,
                length(prefix, subject),
                requests(prefix, subject),
                latency(prefix, subject),
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

    static Family endpoints(String prefix, String subject) {
        return Family.gauge(prefix + "_p2c_endpoints", "Endpoints currently in " + subject + ".", true)
                .sharedByLoops();
    }

    static Family updates(String prefix, String subject) {
        return Family.counter(prefix + "_p2c_updates_total", "Discovery updates applied to " + subject + ".", true);
    }

    static Family length(String prefix, String subject) {
        return Family.gauge(prefix + "_queue_length", "Calls waiting for " + subject + ".", true);
    }

    static Family requests(String prefix, String subject) {
        return Family.counter(
                prefix + "_queue_requests_total", "Calls that came to the queue of " + subject + ".", true);
    }

    static Family latency(String prefix, String subject) {
        return Family.seconds(
                prefix + "_queue_latency_seconds",
                "Time that calls have spent in the queue of " + subject + ".",
                true,
                0.0005,
                0.005,
                0.05,
                0.5,
                1,
                3);
    }

    /** A moment since the Unix epoch, recorded in milliseconds. */
    private static Family instant(String name, String help) {
        return Family.gauge(name, help, true).shownPer(MILLIS_PER_SECOND).sharedByLoops();
    }

    List<Family> all() {
        return Family.present(
                endpoints, updates, states, length, requests, latency, opened, shut, openTime, shutTime, timeout);
    }
}
