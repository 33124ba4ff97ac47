package io.reactivemesh.ops.demo;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A copy of a folder of manifests in which loopback addresses have become routable ones: 127.A.B.C is 10.A.B.C there, but for 127.0.0.x, which
 * every pod has of its own. Follows changes; each file changes at once. Not thread-safe.
 */
final class ManifestMirror {
    private static final Pattern LOOPBACK =
            Pattern.compile("(?<![\\d.])127\\.(?!0\\.0\\.)(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})(?![\\d.])");

    private final Path source;
    private final Path copy;
    private final Map<Path, String> copied = new HashMap<>();

    /**
     * @param source a folder, or one file
     * @param copy a folder that nobody else writes to
     */
    ManifestMirror(Path source, Path copy) {
        this.source = source;
        this.copy = copy;
    }

    /** The folder of the copies. */
    Path copy() {
        return copy;
    }

    /** An address or a text with addresses, as it is in the copy. */
    static String routable(String text) {
        return LOOPBACK.matcher(text).replaceAll("10.$1");
    }

    /**
     * Copies what has changed and removes what is gone, also what an earlier run left.
     *
     * @throws IOException when a folder cannot be read or written
     */
    void refresh() throws IOException {
        Files.createDirectories(copy);
        Set<Path> present = new HashSet<>();
        for (Path file : files()) {
            present.add(file.getFileName());
            copy(file);
        }
        try (Stream<Path> copies = Files.list(copy)) {
            for (Path file : copies.toList()) {
                if (!present.contains(file.getFileName())) {
                    Files.deleteIfExists(file);
                    copied.remove(file.getFileName());
                }
            }
        }
    }

    private Iterable<Path> files() throws IOException {
        if (Files.isRegularFile(source)) {
            return Set.of(source);
        }
        try (Stream<Path> entries = Files.list(source)) {
            return entries.filter(file -> !file.getFileName().toString().startsWith(".") && Files.isRegularFile(file))
                    .toList();
        }
    }

    private void copy(Path file) throws IOException {
        String text;
        try {
            text = routable(Files.readString(file));
        } catch (NoSuchFileException | MalformedInputException e) {
            // Gone since it was listed, or no text: the one is settled by the next look, the other is no manifest.
            return;
        }
        if (text.equals(copied.put(file.getFileName(), text))) {
            return;
        }
        Path whole = Files.writeString(copy.resolveSibling("." + file.getFileName() + ".new"), text);
        Files.move(whole, copy.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
}
