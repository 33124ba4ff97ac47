package io.reactivemesh.actors.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@link Manifests} on disk: writes what differs from the save before. */
public final class ManifestDirectory {
    private final Path root;
    private final Map<String, String> written = new HashMap<>();
    /** Each save gets a time of its own: clocks of file systems are coarser than a test is fast. */
    private long saves = 1_700_000_000_000_000_000L;

    public ManifestDirectory(Path root) {
        this.root = root;
    }

    /** Makes the folder say this, and nothing else. */
    public void save(Manifests manifests) {
        try {
            for (String file : manifests.files().keySet()) {
                String text = manifests.text(file);
                if (!text.equals(written.put(file, text))) {
                    Path path = root.resolve(file);
                    Files.createDirectories(path.resolveSibling("."));
                    Files.writeString(path, text);
                    saves += 1_000_000;
                    Files.setLastModifiedTime(path, FileTime.from(saves, TimeUnit.NANOSECONDS));
                }
            }
            for (String file : java.util.List.copyOf(written.keySet())) {
                if (!manifests.files().containsKey(file)) {
                    written.remove(file);
                    Files.delete(root.resolve(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
