package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saves, half-saves, and folders that go away. */
class ManifestSourceTest {
    private static final Duration A_MOMENT = Duration.ofMillis(35);

    @TempDir
    Path directory;

    private Path root = Path.of("");

    @BeforeEach
    void createRoot() throws IOException {
        root = Files.createDirectory(directory.resolve("manifests"));
    }

    private static String service(String name, int port) {
        return "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: " + name + "\nspec:\n  ports:\n  - port: " + port
                + "\n";
    }

    private void save(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    private PolledSource start() {
        return PolledSource.start(root, TranslationConfig.DEFAULT, null);
    }

    private static List<String> live(PolledSource source) {
        return source.folded().services.values().stream()
                .map(document -> document.id().name() + document.ports().keySet())
                .toList();
    }

    @Test
    void readsTheWholeTreeAtOnceInTheFirstBatch() throws IOException {
        save("b.yml", service("b", 1));
        save("deep/er/a.yaml", service("a", 1));
        save(
                "c.json",
                "{\n\t\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"c\"}, \"spec\": {}}");
        save("notes.txt", "not: [a manifest");
        save(".draft.yaml", service("draft", 1));

        PolledSource source = start();

        assertThat(source.folded().batches).hasSize(1);
        assertThat(source.folded().last().complete()).isTrue();
        assertThat(source.folded().last().origin()).isEqualTo("initial list");
        assertThat(live(source)).containsExactly("a[1]", "b[1]", "c[]");
    }

    @Test
    void tellsOfAnEmptyFolder() {
        assertThat(start().folded().last().complete()).isTrue();
    }

    @Test
    void tellsASaveWithinAFewHundredMilliseconds() throws IOException {
        save("a.yaml", service("a", 1));
        PolledSource source = start();
        save("a.yaml", service("a", 22));

        Duration wait = source.source().poll();
        source.pass(wait);
        Duration _ = source.source().poll();

        assertThat(wait).isLessThan(Duration.ofMillis(50));
        assertThat(live(source)).containsExactly("a[22]");
        assertThat(source.folded().last().origin()).isEqualTo("edit of a.yaml");
    }

    @Test
    void takesFilesThatChangeTogetherInOneStep() throws IOException {
        PolledSource source = start();
        save("a.yaml", service("a", 1));
        Duration _ = source.source().poll();
        source.pass(A_MOMENT);
        save("b.yaml", service("b", 1));
        Duration _ = source.source().poll();
        assertThat(source.folded().batches).hasSize(1);

        source.settle();

        assertThat(source.folded().batches).hasSize(2);
        assertThat(live(source)).containsExactly("a[1]", "b[1]");
    }

    @Test
    void waitsForAnEditorThatEmptiesTheFileFirst() throws IOException {
        save("a.yaml", service("a", 1));
        PolledSource source = start();

        save("a.yaml", "");
        Duration _ = source.source().poll();
        source.pass(A_MOMENT);
        Duration _ = source.source().poll();
        save("a.yaml", service("a", 33));
        source.settle();

        assertThat(source.folded().batches).hasSize(2);
        assertThat(live(source)).containsExactly("a[33]");
    }

    @Test
    void waitsForTheRestOfAHalfWrittenFile() throws IOException {
        save("a.yaml", service("a", 1));
        PolledSource source = start();

        save("a.yaml", service("a", 2) + "---\napiVersion: v1\nkind: {Ser");
        Duration _ = source.source().poll();
        source.pass(A_MOMENT);
        Duration _ = source.source().poll();
        save("a.yaml", service("a", 2) + service("b", 2));
        source.settle();

        assertThat(source.folded().batches).hasSize(2);
        assertThat(source.folded().last().quarantined()).isEmpty();
        assertThat(live(source)).containsExactly("a[2]", "b[2]");
    }

    @Test
    void refusesWhatStaysBrokenAndTakesTheRest() throws IOException {
        save("a.yaml", service("a", 1) + service("b", 1));
        PolledSource source = start();

        save("a.yaml", service("a", 1).replace("port: 1", "port: [") + service("b", 2));
        Duration took = source.settle();

        assertThat(live(source)).containsExactly("a[1]", "b[2]");
        assertThat(source.source().quarantined()).hasSize(1);
        assertThat(took).isLessThan(Duration.ofMillis(300));
        save("a.yaml", service("a", 3) + service("b", 2));
        source.settle();
        assertThat(live(source)).containsExactly("a[3]", "b[2]");
        assertThat(source.source().quarantined()).isEmpty();
    }

    @Test
    void survivesSavingByRename() throws IOException {
        save("a.yaml", service("a", 1));
        PolledSource source = start();

        Files.move(root.resolve("a.yaml"), root.resolve("a.yaml~"));
        Duration _ = source.source().poll();
        source.pass(A_MOMENT);
        Duration _ = source.source().poll();
        save("a.yaml", service("a", 2));
        source.settle();

        assertThat(source.folded().batches).hasSize(2);
        assertThat(live(source)).containsExactly("a[2]");
    }

    @Test
    void noticesAnotherFileUnderTheSameNameSizeAndTime() throws IOException {
        save("a.yaml", service("a", 1));
        PolledSource source = start();
        FileTime time = Files.getLastModifiedTime(root.resolve("a.yaml"));

        Path other = Files.writeString(directory.resolve("other"), service("a", 2));
        Files.setLastModifiedTime(other, time);
        Files.move(other, root.resolve("a.yaml"), StandardCopyOption.REPLACE_EXISTING);
        source.settle();

        assertThat(live(source)).containsExactly("a[2]");
    }

    @Test
    void removesTheObjectsOfADeletedFile() throws IOException {
        save("a.yaml", service("a", 1));
        save("b.yaml", service("b", 1));
        PolledSource source = start();

        Files.delete(root.resolve("a.yaml"));
        source.settle();

        assertThat(live(source)).containsExactly("b[1]");
    }

    @Test
    void changesNothingWhileTheFolderIsAway() throws IOException {
        save("a.yaml", service("a", 1));
        PolledSource source = start();

        Files.move(root, directory.resolve("away"));
        source.settle();
        source.settle();

        assertThat(live(source)).containsExactly("a[1]");
        assertThat(source.folded().batches).hasSize(2);
        assertThat(source.folded().last().quarantined())
                .containsExactly(new Batch.Quarantined(
                        root.toString(),
                        "the folder of manifests",
                        "is not there (expected: a directory or file of YAML); everything stays as it was"));
        Files.move(directory.resolve("away"), root);
        save("a.yaml", service("a", 2));
        source.settle();
        assertThat(live(source)).containsExactly("a[2]");
    }

    @Test
    void saysNothingAtAllBeforeThereIsAFolder() throws IOException {
        Files.delete(root);
        PolledSource source = start();
        assertThat(source.folded().batches).isEmpty();

        save("a.yaml", service("a", 1));
        source.settle();

        assertThat(source.folded().batches).hasSize(1);
        assertThat(source.folded().last().complete()).isTrue();
    }

    @Test
    void readsOneFileAlone() throws IOException {
        save("a.yaml", service("a", 1));
        save("b.yaml", service("b", 1));
        PolledSource source = PolledSource.start(root.resolve("a.yaml"), TranslationConfig.DEFAULT, null);

        save("a.yaml", service("a", 2));
        source.settle();

        assertThat(live(source)).containsExactly("a[2]");
    }

    @Test
    void remembersTheLastGoodVersionAcrossARestart() throws IOException {
        save("a.yaml", service("a", 1) + service("b", 1));
        Path memory = directory.resolve("memory");
        PolledSource.start(root, TranslationConfig.DEFAULT, memory).close();

        save("a.yaml", service("a", 2) + service("b", 1) + "x: [\n");
        PolledSource source = PolledSource.start(root, TranslationConfig.DEFAULT, memory);

        assertThat(live(source)).containsExactly("a[2]", "b[1]");
        assertThat(source.source().quarantined()).hasSize(1);
    }

    @Test
    void tellsNobodyAfterItWasClosed() throws IOException {
        PolledSource source = start();
        source.close();

        save("a.yaml", service("a", 1));
        source.settle();

        assertThat(source.folded().batches).hasSize(1);
    }

    @Test
    void readsTheSample() {
        List<Batch> batches = new ArrayList<>();
        Path sample = Path.of("src/test/resources/manifests/emojivoto");
        ManifestSource source = ManifestSource.polled(sample, TranslationConfig.DEFAULT, null, new AtomicLong(1)::get);

        source.start(batches::add);

        Batch batch = batches.getFirst();
        assertThat(batch.quarantined()).isEmpty();
        assertThat(batch.services())
                .extracting(document -> document.id() + " " + document.members().keySet())
                .containsExactly(
                        "emojivoto/emoji-svc [10.244.0.11, 10.244.0.12]",
                        "emojivoto/voting-svc [10.244.0.13]",
                        "emojivoto/web-svc [10.244.0.10]");
        assertThat(batch.services().getLast().profiles()).hasSize(1);
        assertThat(batch.services()).allMatch(document -> document.kind() == ServiceDocument.Kind.CLUSTER_IP);
        assertThat(batch.workloads()).hasSize(4);
        assertThat(batch.addresses()).hasSize(7);
    }
}
