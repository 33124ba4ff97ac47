package io.reactivemesh.actors.faults;

import io.reactivemesh.actors.oracle.ClusterEdits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Random edits of a cluster while random things go wrong between it and the control plane. Each sequence ends with every stream equal to what
 * the cluster says. Streams, control plane and cluster live through all of them; a sequence begins with the cluster that its seed says.
 */
final class Sequences {
    private final FaultedMesh mesh;
    private final EditedCluster cluster;
    private final List<String> namespaces;
    private final List<String> nodes;
    private final boolean losses;
    private final Agreement agreement;

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
        this.agreement = new Agreement(mesh, cluster, namespaces, nodes.getFirst());
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

        agreement.await("seed %d (again with -Dfaults.seeds=%d), faults %s".formatted(seed, seed, injected));
    }

    private void trouble(FaultSchedule troubles, List<Fault> injected) {
        List<Fault> trouble = troubles.next();
        injected.addAll(trouble);
        trouble.forEach(mesh.faults()::inject);
    }
}
