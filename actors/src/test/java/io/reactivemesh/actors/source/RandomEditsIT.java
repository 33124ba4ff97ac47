package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.oracle.EditSequence;
import io.reactivemesh.actors.oracle.ManifestDirectory;
import io.reactivemesh.actors.oracle.Manifests;
import io.reactivemesh.actors.oracle.Oracle;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any sequence of saves, restarts included, ends with what the oracle says. */
class RandomEditsIT {
    private static final int SEQUENCES = 1000;
    private static final int SAVES = 5;

    @TempDir
    Path directory;

    @Test
    void endWithWhatTheManifestsSay() throws IOException {
        for (long seed = 0; seed < SEQUENCES; seed++) {
            run(seed);
        }
    }

    private void run(long seed) throws IOException {
        Path root = Files.createDirectory(directory.resolve("manifests-" + seed));
        Path memory = directory.resolve("memory-" + seed);
        EditSequence edits = new EditSequence(seed);
        Random restarts = new Random(seed);
        ManifestDirectory folder = new ManifestDirectory(root);
        Oracle oracle = new Oracle();
        folder.save(edits.manifests());
        oracle.observe(edits.manifests());
        PolledSource source = PolledSource.start(root, TranslationConfig.DEFAULT, memory);
        for (int save = 0; save < SAVES; save++) {
            Manifests manifests = edits.next();
            folder.save(manifests);
            if (restarts.nextInt(8) == 0) {
                source.close();
                oracle.restart();
                oracle.observe(manifests);
                source = PolledSource.start(root, TranslationConfig.DEFAULT, memory);
            } else {
                oracle.observe(manifests);
                source.settle();
            }

            assertThat(source.folded().endpoints())
                    .as("seed %s, save %s:%n%s", seed, save, source.folded().last())
                    .isEqualTo(oracle.endpoints());
        }
        if (seed % 3 == 0) {
            assertSameAsFromScratch(seed, edits, folder, root, source);
        }
    }

    private static void assertSameAsFromScratch(
            long seed, EditSequence edits, ManifestDirectory folder, Path root, PolledSource source) {
        folder.save(edits.repairAll());
        source.settle();
        Folded scratch =
                PolledSource.start(root, TranslationConfig.DEFAULT, null).folded();

        Folded step = source.folded();
        assertThat(step.services).as("services, seed %s", seed).isEqualTo(scratch.services);
        assertThat(step.workloads).as("workloads, seed %s", seed).isEqualTo(scratch.workloads);
        assertThat(step.addresses).as("addresses, seed %s", seed).isEqualTo(scratch.addresses);
        assertThat(step.zones).as("zones, seed %s", seed).isEqualTo(scratch.zones);
        assertThat(source.source().quarantined()).as("refusals, seed %s", seed).isEmpty();
    }
}
