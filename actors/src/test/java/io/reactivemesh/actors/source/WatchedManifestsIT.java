package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source with its own thread, on a real file system. */
class WatchedManifestsIT {
    private static final String SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {}\n";

    @TempDir
    Path directory;

    private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();

    private Batch next() throws InterruptedException {
        return Objects.requireNonNull(batches.poll(30, TimeUnit.SECONDS), "no batch within 30 s");
    }

    @Test
    void seesASaveInADirectoryThatIsNew() throws Exception {
        try (ManifestSource source = ManifestSource.watched(directory, TranslationConfig.DEFAULT, null)) {
            source.start(batches::add);
            assertThat(next().complete()).isTrue();

            Files.createDirectories(directory.resolve("new"));
            Files.writeString(directory.resolve("new/a.yaml"), SERVICE);
            assertThat(next().services()).hasSize(1);

            Files.delete(directory.resolve("new/a.yaml"));
            assertThat(next().services()).hasSize(1);
        }
    }

    @Test
    void readsAStreamOnce() throws Exception {
        ByteArrayInputStream in = new ByteArrayInputStream(SERVICE.getBytes(StandardCharsets.UTF_8));
        try (DocumentSource source = ManifestSource.stream("stdin", in, TranslationConfig.DEFAULT)) {
            source.start(batches::add);

            Batch batch = next();
            assertThat(batch.complete()).isTrue();
            assertThat(batch.services()).hasSize(1);
        }
    }
}
