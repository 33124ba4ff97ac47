package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestMirrorTest {
    @TempDir
    private Path folder;

    private Path source;
    private Path copy;

    @BeforeEach
    void makeFolders() throws IOException {
        source = Files.createDirectories(folder.resolve("source"));
        copy = folder.resolve("data").resolve("copy");
    }

    @ParameterizedTest
    @CsvSource({
        "podIP: 127.70.0.31,podIP: 10.70.0.31",
        "'[127.70.0.31,127.70.0.32]','[10.70.0.31,10.70.0.32]'",
        "http://127.70.0.11:4140/,http://10.70.0.11:4140/",
        "127.0.0.1:8080,127.0.0.1:8080",
        "127.0.1.1,10.0.1.1",
        "10.127.70.1,10.127.70.1",
        "1127.70.0.1,1127.70.0.1",
        "127.70.0.1234,127.70.0.1234",
        "v1.127.70.0.31,v1.127.70.0.31",
        "127.70.0,127.70.0"
    })
    void loopbackAddressesBecomeRoutableExceptThoseThatEveryPodHas(String manifest, String copied) {
        assertThat(ManifestMirror.routable(manifest)).isEqualTo(copied);
    }

    @Test
    void followsWhatIsWrittenAndRemoved() throws IOException {
        ManifestMirror mirror = new ManifestMirror(source, copy);
        Files.writeString(source.resolve("a.yaml"), "podIP: 127.70.0.1");
        Files.writeString(source.resolve("b.yaml"), "podIP: 127.70.0.2");
        Files.writeString(source.resolve(".a.yaml.swp"), "podIP: 127.70.0.3");

        mirror.refresh();

        assertThat(copies()).containsExactly("a.yaml", "b.yaml");
        assertThat(copy.resolve("a.yaml")).hasContent("podIP: 10.70.0.1");

        Files.writeString(source.resolve("a.yaml"), "podIP: 127.70.0.9");
        Files.delete(source.resolve("b.yaml"));
        mirror.refresh();

        assertThat(copies()).containsExactly("a.yaml");
        assertThat(copy.resolve("a.yaml")).hasContent("podIP: 10.70.0.9");
    }

    @Test
    void leavesAnUnchangedFileAlone() throws IOException {
        ManifestMirror mirror = new ManifestMirror(source, copy);
        Files.writeString(source.resolve("a.yaml"), "kind: Pod");
        mirror.refresh();
        Object written = Files.getAttribute(copy.resolve("a.yaml"), "unix:ino");

        mirror.refresh();

        assertThat(Files.getAttribute(copy.resolve("a.yaml"), "unix:ino")).isEqualTo(written);
    }

    @Test
    void removesWhatAnEarlierRunLeft() throws IOException {
        Files.createDirectories(copy);
        Files.writeString(copy.resolve("old.yaml"), "kind: Pod");
        Files.writeString(source.resolve("a.yaml"), "kind: Pod");

        new ManifestMirror(source, copy).refresh();

        assertThat(copies()).containsExactly("a.yaml");
    }

    @Test
    void aSingleFileIsAFolderOfOne() throws IOException {
        Path file = Files.writeString(source.resolve("a.yaml"), "podIP: 127.70.0.1");
        Files.writeString(source.resolve("b.yaml"), "podIP: 127.70.0.2");

        new ManifestMirror(file, copy).refresh();

        assertThat(copies()).containsExactly("a.yaml");
    }

    @Test
    void aFileThatIsNoTextIsPassedOver() throws IOException {
        Files.write(source.resolve("picture.png"), new byte[] {(byte) 0x89, 'P', (byte) 0xff, (byte) 0xfe});
        Files.writeString(source.resolve("a.yaml"), "kind: Pod");

        new ManifestMirror(source, copy).refresh();

        assertThat(copies()).containsExactly("a.yaml");
    }

    private Stream<String> copies() throws IOException {
        try (Stream<Path> files = Files.list(copy)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }
}
