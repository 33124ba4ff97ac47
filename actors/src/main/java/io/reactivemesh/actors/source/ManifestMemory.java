package io.reactivemesh.actors.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good objects of each manifest, on disk: a document that is broken when the control plane starts is answered with what it said
 * before. Losing this memory loses nothing else, so trouble with it is told and passed over. One thread.
 */
final class ManifestMemory {
    private static final Logger log = LoggerFactory.getLogger(ManifestMemory.class);
    private static final String SUFFIX = ".yaml";

    private final @Nullable Path directory;

    /** Remembers in {@code directory}, which is created; null = remembers nothing. */
    ManifestMemory(@Nullable Path directory) {
        this.directory = directory;
    }

    /** What a file said, as YAML; null = nothing known. */
    @Nullable
    String recall(String file) {
        if (directory == null) {
            return null;
        }
        try {
            Path path = directory.resolve(nameOf(file));
            return Files.exists(path) ? Files.readString(path) : null;
        } catch (IOException e) {
            trouble(file, e);
            return null;
        }
    }

    /** Replaces what is known of a file. */
    void remember(String file, Collection<String> objects) {
        if (directory == null) {
            return;
        }
        try {
            Files.createDirectories(directory);
            Path draft = directory.resolve(".draft");
            Files.writeString(draft, "# " + file + "\n" + String.join("\n---\n", objects) + "\n");
            Files.move(
                    draft,
                    directory.resolve(nameOf(file)),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            trouble(file, e);
        }
    }

    /** Forgets all files but these. */
    void retain(Collection<String> files) {
        if (directory == null || !Files.isDirectory(directory)) {
            return;
        }
        Set<String> kept = new HashSet<>();
        files.forEach(file -> kept.add(nameOf(file)));
        try (DirectoryStream<Path> remembered = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path path : remembered) {
                if (!kept.contains(path.getFileName().toString())) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException e) {
            trouble(directory.toString(), e);
        }
    }

    private static String nameOf(String file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(file.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16) + SUFFIX;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void trouble(String file, IOException cause) {
        log.atWarn()
                .setCause(cause)
                .addKeyValue(LogKeys.PATH, file)
                .log("the last good version of a manifest is not remembered across restarts");
    }
}
