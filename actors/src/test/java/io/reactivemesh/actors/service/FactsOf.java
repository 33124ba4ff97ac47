package io.reactivemesh.actors.service;

import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.actors.workload.WorkloadId;
import java.util.Map;
import java.util.TreeMap;

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
                from.proxyControlPort(),
                from.decidingServers());
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
                from.proxyControlPort(),
                from.decidingServers());
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
                0,
                from.decidingServers());
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
                from.proxyControlPort(),
                from.decidingServers());
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
                from.proxyControlPort(),
                from.decidingServers());
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
                control,
                from.decidingServers());
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
                0,
                from.decidingServers());
    }

    static WorkloadFacts decided(WorkloadFacts from, int port, String server) {
        return new WorkloadFacts(
                from.id(),
                from.nodeName(),
                from.zone(),
                from.labels(),
                from.meshed(),
                from.identity(),
                from.opaquePorts(),
                from.skippedInboundPorts(),
                from.proxyInboundPort(),
                from.proxyAdminPort(),
                from.proxyControlPort(),
                new TreeMap<>(Map.of(port, server)));
    }
}
