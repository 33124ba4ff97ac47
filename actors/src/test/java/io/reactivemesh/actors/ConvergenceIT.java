package io.reactivemesh.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.oracle.EditSequence;
import io.reactivemesh.actors.oracle.ManifestDirectory;
import io.reactivemesh.actors.oracle.Manifests;
import io.reactivemesh.actors.oracle.Oracle;
import io.reactivemesh.actors.source.ManifestSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random edits of a folder of manifests, through source, translation, entities, journal, hubs, gRPC and a client that keeps its streams over
 * restarts: whatever happened on the way, every stream ends with what the manifests say.
 */
final class ConvergenceIT {
    private static final int SEQUENCES = 1_000;
    private static final int SAVES = 4;
    /** What the source answers when it has nothing to look for. */
    private static final Duration IDLE = Duration.ofMillis(200);

    private static final int SEQUENCES_PER_RESTART = 40;
    private static final List<String> SERVICES =
            List.of("red/web", "red/emoji", "red/voting", "blue/web", "blue/emoji", "blue/voting");
    private static final List<Integer> PORTS = List.of(80, 8080, 9090);

    @TempDir
    private Path directory;

    private final Oracle oracle = new Oracle();
    private final DiscoveryClient client = new DiscoveryClient(authorities(), List.of(), "");

    @Test
    void everyStreamEndsWithWhatTheManifestsSay() throws IOException {
        Path root = Files.createDirectory(directory.resolve("manifests"));
        ManifestDirectory folder = new ManifestDirectory(root);
        Random random = new Random(20_261_121);
        ControlPlane controlPlane = null;
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            EditSequence edits = new EditSequence(sequence);
            int restartAfter = sequence % SEQUENCES_PER_RESTART == 0 ? random.nextInt(SAVES) : -1;
            for (int save = 0; save < SAVES; save++) {
                Manifests manifests = save == 0 ? edits.manifests() : edits.next();
                folder.save(manifests);
                if (save == restartAfter && controlPlane != null) {
                    // Saved while nobody looks: the next control plane finds out.
                    controlPlane.stop();
                    controlPlane = null;
                    oracle.restart();
                }
                oracle.observe(manifests);
                if (controlPlane == null) {
                    controlPlane = ControlPlane.start(root, directory.resolve("data"));
                }
                controlPlane.settle();
                if (random.nextInt(4) == 0) {
                    client.destinations(controlPlane.served.channel());
                }
            }
            ControlPlane now = java.util.Objects.requireNonNull(controlPlane);
            SortedMap<String, SortedSet<String>> said = said();

            SortedMap<String, SortedSet<String>> known =
                    Awaiting.until(() -> known(now, said), answers -> answers.equals(said));

            assertThat(known).as("sequence %d", sequence).isEqualTo(said);
        }
        if (controlPlane != null) {
            controlPlane.stop();
        }
    }

    private SortedMap<String, SortedSet<String>> known(
            ControlPlane controlPlane, SortedMap<String, SortedSet<String>> said) {
        SortedMap<String, SortedSet<String>> known = new TreeMap<>();
        client.destinations(controlPlane.served.channel())
                .forEach((authority, addresses) -> known.put(authority, new TreeSet<>(addresses.keySet())));
        known.keySet().retainAll(said.keySet());
        return known;
    }

    /** What each authority should resolve to; those of an existing Service's undeclared ports are left out. */
    private SortedMap<String, SortedSet<String>> said() {
        SortedMap<String, SortedSet<String>> said = new TreeMap<>();
        for (String service : SERVICES) {
            SortedMap<String, Integer> declared = oracle.ports(service);
            if (declared == null) {
                PORTS.forEach(port -> said.put(authority(service, port), new TreeSet<>()));
            } else {
                declared.forEach((name, port) -> said.put(authority(service, port), oracle.ready(service, name)));
            }
        }
        return said;
    }

    private static List<String> authorities() {
        List<String> authorities = new ArrayList<>();
        SERVICES.forEach(service -> PORTS.forEach(port -> authorities.add(authority(service, port))));
        return authorities;
    }

    private static String authority(String service, int port) {
        String[] parts = service.split("/", 2);
        return parts[1] + "." + parts[0] + ".svc.cluster.local:" + port;
    }

    /** One life of the control plane. */
    private record ControlPlane(ManifestSource source, AtomicLong nanos, ServedNode served) {
        static ControlPlane start(Path root, Path data) {
            AtomicLong nanos = new AtomicLong(1);
            ManifestSource source =
                    ManifestSource.polled(root, TranslationConfig.DEFAULT, data.resolve("manifests"), nanos::get);
            return new ControlPlane(source, nanos, ServedNode.start(TestNodes.inDirectory(data), source));
        }

        /** Lets the source look, as often as it wants to, until it has nothing to look for. */
        void settle() {
            Duration next = source.poll();
            for (int looks = 0; next.compareTo(IDLE) < 0; looks++) {
                assertThat(looks).as("looks until the source is at rest").isLessThan(100);
                nanos.addAndGet(next.toNanos());
                next = source.poll();
            }
        }

        void stop() {
            served.close();
        }
    }
}
