package io.reactivemesh.proxy.admin;

import java.util.List;

/**
 * The families of the balancer over the instances of one control-plane service, and of the queue above it. A queue without a gate:
 * calls to the control plane wait for as long as it takes.
 *
 * @param endpoints how many instances there are
 * @param updates changes of them, by {@code op}
 * @param length requests that wait
 * @param requests requests that came, to wait or not
 * @param latency how long they waited
 */
public record ControlBalancerFamilies(
        Family endpoints, Family updates, Family length, Family requests, Family latency) {

    /** Requests to the Destination service. */
    public static final ControlBalancerFamilies DESTINATION =
            of("control_destination_balancer", "the balancer over destination services");

    /** Requests to the policy service. */
    public static final ControlBalancerFamilies POLICY =
            of("control_policy_balancer", "the balancer over policy services");

    /** Batches of spans. */
    public static final ControlBalancerFamilies OPENTELEMETRY =
            of("opentelemetry_balancer", "the balancer over trace collectors");

    private static ControlBalancerFamilies of(String prefix, String subject) {
        return new ControlBalancerFamilies(
                BalancerFamilies.endpoints(prefix, subject),
                BalancerFamilies.updates(prefix, subject),
                BalancerFamilies.length(prefix, subject),
                BalancerFamilies.requests(prefix, subject),
                BalancerFamilies.latency(prefix, subject));
    }

    List<Family> all() {
        return List.of(endpoints, updates, length, requests, latency);
    }
}
