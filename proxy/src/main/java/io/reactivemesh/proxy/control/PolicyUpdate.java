package io.reactivemesh.proxy.control;

/** An answer to "how is traffic to this destination routed?". */
public sealed interface PolicyUpdate {

    /** Says how. */
    record Policy(ResourceRef parent, ProtocolPolicy protocol) implements PolicyUpdate {}

    /** Nobody says: the destination has no policy, or the control plane has no policies. */
    record None() implements PolicyUpdate {}

    /** The control plane refuses the lookup for good: nothing may be sent there. */
    record Refused(String reason) implements PolicyUpdate {}
}
