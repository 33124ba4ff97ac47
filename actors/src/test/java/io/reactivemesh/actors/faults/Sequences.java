package io.reactivemesh.actors.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.DiscoveryClient;
import io.reactivemesh.actors.oracle.Answers;
import io.reactivemesh.actors.oracle.ClusterEdits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Random edits of a cluster while random things go wrong between it and the control plane. Each sequence ends with every stream equal to what
 * the cluster says. Streams, control plane and cluster live through all of them.
 */
final class Sequences {
    private static final List<String> SERVICES = List.of("web", "emoji", "voting");
    private static final List<Integer> PORTS = List.of(80, 8080, 9090);

    private final FaultedMesh mesh;
    private final EditedCluster cluster;
    private final List<String> namespaces;
    private final List<String> nodes;
    private final boolean losses;
    private final DiscoveryClient client;

    /**
     * Sequences in some namespaces.
     *
     * @param nodes where pods run; the client runs on the first
     * @param losses events may be lost, which only an audit can find
     */
    Sequences(FaultedMesh mesh, EditedCluster cluster, List<String> namespaces, List<String> nodes, boolean losses) {
        this.mesh = mesh;
        this.cluster = cluster;
        this.namespaces = namespaces;
        this.nodes = nodes;
        this.losses = losses;
        List<String> authorities = new ArrayList<>();
        each((service, port) -> authorities.add(authority(service, port)));
        this.client =
                new DiscoveryClient(authorities, authorities, "{\"nodeName\":\"%s\"}".formatted(nodes.getFirst()));
    }

    /**
     * Seeds to run.
     *
     * @param count from 1 up, unless the system property {@code faults.seeds} says {@code FIRST-LAST}
     */
    static LongStream seeds(int count) {
        String wanted = System.getProperty("faults.seeds");
        if (wanted == null) {
            return LongStream.rangeClosed(1, count);
        }
        String[] ends = wanted.split("-", 2);
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
    }

    void run(long seed) {
        Random random = new Random(seed);
        FaultSchedule troubles = new FaultSchedule(random, losses);
        ClusterEdits edits = new ClusterEdits(seed, namespaces, nodes);
        List<Fault> injected = new ArrayList<>();
        trouble(troubles, injected);
        cluster.become(edits.cluster());
        for (int writes = 1 + random.nextInt(5); writes > 0; writes--) {
            if (random.nextInt(3) == 0) {
                trouble(troubles, injected);
            }
            if (random.nextInt(30) == 0) {
                mesh.expireToken();
            }
            cluster.write(edits.next());
        }
        mesh.heal();
        Map<String, Object> said = said(new Answers(cluster.read(namespaces)));

        Map<String, String> wrong = Awaiting.newest(() -> wrong(said), Map::isEmpty);

        assertThat(wrong)
                .as(
                        "seed %d (again with -Dfaults.seeds=%d), faults %s, source %s, watches %s",
                        seed,
                        seed,
                        injected,
                        mesh.source().status(),
                        mesh.faults().watched())
                .isEmpty();
    }

    private void trouble(FaultSchedule troubles, List<Fault> injected) {
        List<Fault> trouble = troubles.next();
        injected.addAll(trouble);
        trouble.forEach(mesh.faults()::inject);
    }

    /** Streams that differ from what is said: what they know, and what they should. */
    private Map<String, String> wrong(Map<String, Object> said) {
        SortedMap<String, String> wrong = new TreeMap<>();
        known().forEach((stream, answer) -> {
            if (said.containsKey(stream) && !answer.equals(said.get(stream))) {
                wrong.put(stream, answer + " (expected: " + said.get(stream) + ")");
            }
        });
        return wrong;
    }

    private Map<String, Object> known() {
        SortedMap<String, Object> known = new TreeMap<>(client.destinations(mesh.channel()));
        client.profiles(mesh.channel()).forEach((authority, profile) -> known.put("profile " + authority, profile));
        return known;
    }

    private Map<String, Object> said(Answers answers) {
        SortedMap<String, Object> said = new TreeMap<>();
        each((service, port) -> {
            String authority = authority(service, port);
            said.put(authority, answers.destination(service, port, nodes.getFirst()));
            String profile = answers.profile(service, port);
            if (profile != null) {
                said.put("profile " + authority, profile);
            }
        });
        return said;
    }

    private interface Each {
        void accept(String service, int port);
    }

    private void each(Each each) {
        for (String namespace : namespaces) {
            SERVICES.forEach(service -> PORTS.forEach(port -> each.accept(namespace + "/" + service, port)));
        }
    }

    private static String authority(String service, int port) {
        String[] parts = service.split("/", 2);
        return parts[1] + "." + parts[0] + ".svc.cluster.local:" + port;
    }
}
