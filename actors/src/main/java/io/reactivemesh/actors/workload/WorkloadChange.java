package io.reactivemesh.actors.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/** Why one workload is not what it was, in words for the log. */
public final class WorkloadChange {
    private WorkloadChange() {}

    /**
     * Names the causes that can be seen in the facts of before and after.
     *
     * @return {@code Server db makes port 3307 opaque, its zone is known now}
     */
    public static String words(WorkloadFacts before, WorkloadFacts after) {
        List<String> causes = new ArrayList<>();
        if (!Objects.equals(before.nodeName(), after.nodeName())) {
            causes.add("it is on " + (after.nodeName() == null ? "no node" : "node " + after.nodeName()) + " now");
        }
        if (!before.zone().equals(after.zone())) {
            causes.add(after.zone().isEmpty() ? "its zone is not known any more" : "its zone is " + after.zone());
        }
        if (!before.labels().equals(after.labels())) {
            causes.add("its owner or labels changed");
        }
        if (before.meshed() != after.meshed() || !Objects.equals(before.identity(), after.identity())) {
            causes.add("the identity of its proxy changed");
        }
        opaquePorts(before, after, causes);
        if (!before.skippedInboundPorts().equals(after.skippedInboundPorts())) {
            causes.add("its skip-inbound-ports annotation changed");
        }
        if (before.proxyInboundPort() != after.proxyInboundPort()
                || before.proxyAdminPort() != after.proxyAdminPort()
                || before.proxyControlPort() != after.proxyControlPort()) {
            causes.add("the ports of its proxy changed");
        }
        return causes.isEmpty() ? "workload changed" : String.join(", ", causes);
    }

    private static void opaquePorts(WorkloadFacts before, WorkloadFacts after, List<String> causes) {
        SortedSet<Integer> decided = new TreeSet<>(before.decidingServers().keySet());
        decided.addAll(after.decidingServers().keySet());
        PortSet was = before.opaquePorts();
        PortSet is = after.opaquePorts();
        for (int port : decided) {
            String server = after.decidingServers().get(port);
            if (server != null && was.contains(port) != is.contains(port)) {
                causes.add(
                        "Server " + server + " makes port " + port + (is.contains(port) ? " opaque" : " not opaque"));
            } else if (!Objects.equals(server, before.decidingServers().get(port))) {
                causes.add(
                        server == null
                                ? "no Server decides about port " + port + " any more"
                                : "Server " + server + " decides about port " + port);
            }
            // What Servers did is told; the rest must come from a list.
            was = was.without(port);
            is = is.without(port);
        }
        if (!was.equals(is)) {
            causes.add("its list of opaque ports changed");
        }
    }
}
