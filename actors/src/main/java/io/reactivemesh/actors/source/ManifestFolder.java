package io.reactivemesh.actors.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The manifests on disk: a directory with everything below it, or one file. Names that begin with a dot are passed over: editors keep
 * their drafts there, and the kubelet the generations of a mounted ConfigMap.
 */
final class ManifestFolder {
    private static final Set<String> SUFFIXES = Set.of(".yaml", ".yml", ".json");

    private final Path root;

    ManifestFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    Path root() {
        return root;
    }

    /**
     * What tells two states of a file apart without reading it.
     *
     * @param changed the inode's change time where the file system has one: unlike the modification time it can't be set back
     */
    record Stamp(
            long bytes,
            long modified,
            long changed,
            @Nullable Object inode) {}

    /**
     * The state of the whole folder.
     *
     * @param problem why it can't be looked at; null = it can
     * @param files by their path in it, in reading order
     * @param directories to be watched
     */
    record Look(@Nullable String problem, SortedMap<String, Stamp> files, SortedSet<Path> directories) {}

    /** Looks once. Never throws: what can't be seen is a problem of the look. */
    Look look() {
        SortedMap<String, Stamp> files = new TreeMap<>();
        SortedSet<Path> directories = new TreeSet<>();
        try {
            if (Files.isRegularFile(root)) {
                files.put(root.getFileName().toString(), stamp(root));
                directories.add(root.resolveSibling("."));
            } else {
                Files.walkFileTree(
                        root,
                        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                        Integer.MAX_VALUE,
                        new Visitor(files, directories));
            }
            return new Look(null, files, directories);
        } catch (NoSuchFileException e) {
            return new Look("is not there", new TreeMap<>(), new TreeSet<>());
        } catch (IOException | UncheckedIOException e) {
            return new Look("can't be read: " + e.getMessage(), new TreeMap<>(), new TreeSet<>());
        }
    }

    /** The text of a file of the last look; bytes that are no UTF-8 become replacement characters. */
    String read(String file) throws IOException {
        Path path = Files.isRegularFile(root) ? root : root.resolve(file);
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        // JSON may be indented by tabs, which YAML forbids; inside JSON text they are escaped anyway.
        return file.endsWith(".json") ? text.replace('\t', ' ') : text;
    }

    private static Stamp stamp(Path file) throws IOException {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,fileKey");
            return new Stamp(
                    attributes.get("size") instanceof Long bytes ? bytes : 0,
                    nanos(attributes.get("lastModifiedTime")),
                    nanos(attributes.get("ctime")),
                    attributes.get("fileKey"));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.size(), nanos(attributes.lastModifiedTime()), 0, attributes.fileKey());
        }
    }

    private static long nanos(@Nullable Object time) {
        return time instanceof java.nio.file.attribute.FileTime at
                ? at.to(java.util.concurrent.TimeUnit.NANOSECONDS)
                : 0;
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final SortedMap<String, Stamp> files;
        private final SortedSet<Path> directories;

        Visitor(SortedMap<String, Stamp> files, SortedSet<Path> directories) {
            this.files = files;
            this.directories = directories;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (!directory.equals(root) && isHidden(directory)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            directories.add(directory);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String name = file.getFileName().toString();
            if (attributes.isRegularFile()
                    && !isHidden(file)
                    && SUFFIXES.stream().anyMatch(name::endsWith)) {
                try {
                    files.put(root.relativize(file).toString(), stamp(file));
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE; // gone since it was listed
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            // Files come and go while we look. A directory that does not let itself be read is another matter.
            if ((!file.equals(root) && failure instanceof NoSuchFileException)
                    || failure instanceof java.nio.file.FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        private static boolean isHidden(Path path) {
            return path.getFileName().toString().startsWith(".");
        }
    }
}
