package io.reactivemesh.actors.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.Documents;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** History names the cause of a change, not only the change. */
class WorkloadChangeTest {
    private static final WorkloadFacts POD = Documents.facts("web-1");
    private static final WorkloadFacts LISTED = opaque(Documents.ports(3306));

    static Stream<Arguments> changes() {
        return Stream.of(
                row("Server db makes port 8080 opaque", POD, opaque(Documents.ports(8080), 8080, "db")),
                row("Server db makes port 3306 not opaque", LISTED, opaque(PortSet.EMPTY, 3306, "db")),
                row(
                        "no Server decides about port 8080 any more",
                        opaque(Documents.ports(8080), 8080, "db"),
                        opaque(PortSet.EMPTY)),
                row(
                        "Server new decides about port 8080",
                        opaque(Documents.ports(8080), 8080, "old"),
                        opaque(Documents.ports(8080), 8080, "new")),
                row("its list of opaque ports changed", POD, LISTED),
                row(
                        "Server db makes port 8080 opaque, its list of opaque ports changed",
                        POD,
                        opaque(Documents.ports(3306, 8080), 8080, "db")),
                row("its zone is b", POD, at("n1", "b")),
                row("its zone is not known any more", POD, at("n1", "")),
                row("it is on node n2 now, its zone is b", POD, at("n2", "b")),
                row("it is on no node now", POD, at(null, "a")));
    }

    private static Arguments row(String words, WorkloadFacts before, WorkloadFacts after) {
        return Arguments.of(words, before, after);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void namesTheCause(String words, WorkloadFacts before, WorkloadFacts after) {
        assertThat(WorkloadChange.words(before, after)).isEqualTo(words);
    }

    private static WorkloadFacts opaque(PortSet ports) {
        return facts(POD.nodeName(), POD.zone(), ports, new TreeMap<>());
    }

    private static WorkloadFacts opaque(PortSet ports, int port, String server) {
        return facts(POD.nodeName(), POD.zone(), ports, new TreeMap<>(Map.of(port, server)));
    }

    private static WorkloadFacts at(@Nullable String node, String zone) {
        return facts(node, zone, POD.opaquePorts(), new TreeMap<>());
    }

    private static WorkloadFacts facts(
            @Nullable String node, String zone, PortSet opaque, SortedMap<Integer, String> servers) {
        return new WorkloadFacts(
                POD.id(),
                node,
                zone,
                POD.labels(),
                POD.meshed(),
                POD.identity(),
                opaque,
                POD.skippedInboundPorts(),
                POD.proxyInboundPort(),
                POD.proxyAdminPort(),
                POD.proxyControlPort(),
                servers);
    }
}
