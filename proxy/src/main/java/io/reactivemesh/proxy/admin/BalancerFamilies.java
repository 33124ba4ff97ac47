package io.reactivemesh.proxy.admin;

import java.util.List;

/**
 * The families of a balancer and of the queue above it. Those of the control plane's instances have these alone: what waits for them
 * waits for as long as it takes; those of applications' calls have more, {@link GatedBalancerFamilies}.
 *
 * @param endpoints how many there are
 * @param updates changes of them, by {@code op}
 * @param length calls that wait
 * @param requests calls that came, to wait or not
 * @param latency how long they waited
 */
public record BalancerFamilies(Family endpoints, Family updates, Family length, Family requests, Family latency) {

    /** Requests to the Destination service. */
    public static final BalancerFamilies DESTINATION =
            of("control_destination_balancer", "the balancer over destination services");

    /** Requests to the policy service. */
    public static final BalancerFamilies POLICY = of("control_policy_balancer", "the balancer over policy services");

    /** Batches of spans. */
    public static final BalancerFamilies OPENTELEMETRY =
            of("opentelemetry_balancer", "the balancer over trace collectors");

    static BalancerFamilies of(String prefix, String subject) {
        return new BalancerFamilies(
                endpoints(prefix, subject),
                updates(prefix, subject),
                length(prefix, subject),
                requests(prefix, subject),
                latency(prefix, subject));
    }

    private static Family endpoints(String prefix, String subject) {
        return Family.gauge(prefix + "_p2c_endpoints", "Endpoints currently in " + subject + ".", true)
                .sharedByLoops();
    }

    private static Family updates(String prefix, String subject) {
        return Family.counter(prefix + "_p2c_updates_total", "Discovery updates applied to " + subject + ".", true);
    }

    private static Family length(String prefix, String subject) {
        return Family.gauge(prefix + "_queue_length", "Calls waiting for " + subject + ".", true);
    }

    private static Family requests(String prefix, String subject) {
        return Family.counter(
                prefix + "_queue_requests_total", "Calls that came to the queue of " + subject + ".", true);
    }

    private static Family latency(String prefix, String subject) {
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

    List<Family> all() {
        return List.of(endpoints, updates, length, requests, latency);
    }
}
