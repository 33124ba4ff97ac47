package io.reactivemesh.actors.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.DiscoveryClient;
import io.reactivemesh.actors.oracle.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Streams of a client of the mesh, one or two for each port of each Service that edits may make, and whether they agree with the cluster. */
final class Agreement {
    private static final List<String> SERVICES = List.of("web", "emoji", "voting");
    private static final List<Integer> PORTS = List.of(80, 8080, 9090);

    private final ManagedChannel channel;
    private final Supplier<String> circumstances;
    private final EditedCluster cluster;
    private final List<String> namespaces;
    private final String node;
    private final DiscoveryClient client;

    /** Streams of a mesh that reads through a fault proxy. */
    Agreement(FaultedMesh mesh, EditedCluster cluster, List<String> namespaces, String node) {
        this(
                mesh.channel(),
                () -> "source " + mesh.source().status() + ", watches "
                        + mesh.faults().watched(),
                cluster,
                namespaces,
                node);
    }

    /**
     * Nothing is open yet.
     *
     * @param circumstances what to say when they do not agree
     * @param node where the client runs
     */
    Agreement(
            ManagedChannel channel,
            Supplier<String> circumstances,
            EditedCluster cluster,
            List<String> namespaces,
            String node) {
        this.channel = channel;
        this.circumstances = circumstances;
        this.cluster = cluster;
        this.namespaces = namespaces;
        this.node = node;
        List<String> authorities = new ArrayList<>();
        each((service, port) -> authorities.add(authority(service, port)));
        this.client = new DiscoveryClient(authorities, authorities, "{\"nodeName\":\"%s\"}".formatted(node));
    }

    /** Reads the cluster, and waits until every stream says what it says; where nothing is known of what it should say, until it says something. */
    void await(String when) {
        Map<String, Object> said = said(new Answers(cluster.read(namespaces)));

        Map<String, String> wrong = Awaiting.newest(() -> wrong(said), Map::isEmpty);

        assertThat(wrong).as("%s; %s", when, circumstances.get()).isEmpty();
    }

    /** What every stream knows now; {@code profile web.red.svc.cluster.local:80} for profiles. */
    Map<String, Object> known() {
        SortedMap<String, Object> known = new TreeMap<>(client.destinations(channel));
        client.profiles(channel).forEach((authority, profile) -> known.put("profile " + authority, profile));
        return known;
    }

    /** Streams that differ from what is said: what they know, and what they should. */
    private Map<String, String> wrong(Map<String, Object> said) {
        SortedMap<String, String> wrong = new TreeMap<>();
        known().forEach((stream, answer) -> {
            Object expected = said.getOrDefault(stream, "any answer");
            boolean right =
                    said.containsKey(stream) ? answer.equals(expected) : !answer.equals(DiscoveryClient.NOTHING_YET);
            if (!right) {
                wrong.put(stream, answer + " (expected: " + expected + ")");
            }
        });
        return wrong;
    }

    private Map<String, Object> said(Answers answers) {
        SortedMap<String, Object> said = new TreeMap<>();
        each((service, port) -> {
            String authority = authority(service, port);
            said.put(authority, answers.destination(service, port, node));
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
