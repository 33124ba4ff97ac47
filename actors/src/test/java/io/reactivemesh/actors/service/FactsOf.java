package io.reactivemesh.actors.service;

import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.actors.workload.WorkloadId;

/** Variations of a workload's facts. */
final class FactsOf {
    private FactsOf() {}

    static WorkloadFacts on(WorkloadFacts from, String node) {
        return new WorkloadFacts(
                from.id(),
                node,
                from.zone(),
                from.labels(),
                from.meshed(),
                from.identity(),
                from.opaquePorts(),
                from.skippedInboundPorts(),
                from.proxyInboundPort(),
                from.proxyAdminPort(),
                from.proxyControlPort());
    }

    static WorkloadFacts in(WorkloadFacts from, String zone) {
        return new WorkloadFacts(
                from.id(),
                from.nodeName(),
                zone,
                from.labels(),
                from.meshed(),
                from.identity(),
                from.opaquePorts(),
                from.skippedInboundPorts(),
                from.proxyInboundPort(),
                from.proxyAdminPort(),
                from.proxyControlPort());
    }

    static WorkloadFacts unmeshed(WorkloadFacts from) {
        return new WorkloadFacts(
                from.id(),
                from.nodeName(),
                from.zone(),
                from.labels(),
                false,
                null,
                from.opaquePorts(),
                from.skippedInboundPorts(),
                0,
                0,
                0);
    }

    static WorkloadFacts opaque(WorkloadFacts from, PortSet ports) {
        return new WorkloadFacts(
                from.id(),
                from.nodeName(),
                from.zone(),
                from.labels(),
                from.meshed(),
                from.identity(),
                ports,
                from.skippedInboundPorts(),
                from.proxyInboundPort(),
                from.proxyAdminPort(),
                from.proxyControlPort());
    }

    static WorkloadFacts skipping(WorkloadFacts from, PortSet ports) {
        return new WorkloadFacts(
                from.id(),
                from.nodeName(),
                from.zone(),
                from.labels(),
                from.meshed(),
                from.identity(),
                from.opaquePorts(),
                ports,
                from.proxyInboundPort(),
                from.proxyAdminPort(),
                from.proxyControlPort());
    }

    static WorkloadFacts proxyAt(WorkloadFacts from, int inbound, int admin, int control) {
        return new WorkloadFacts(
                from.id(),
                from.nodeName(),
                from.zone(),
                from.labels(),
                from.meshed(),
                from.identity(),
                from.opaquePorts(),
                from.skippedInboundPorts(),
                inbound,
                admin,
                control);
    }

    static WorkloadFacts external(WorkloadFacts from) {
        return new WorkloadFacts(
                new WorkloadId(
                        WorkloadId.Kind.EXTERNAL_WORKLOAD,
                        from.id().namespace(),
                        from.id().name()),
                null,
                from.zone(),
                from.labels(),
                true,
                from.identity(),
                from.opaquePorts(),
                from.skippedInboundPorts(),
                0,
                0,
                0);
    }
}
