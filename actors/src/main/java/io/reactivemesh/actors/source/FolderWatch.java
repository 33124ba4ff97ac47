package io.reactivemesh.actors.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts the wait short when something happens in a directory. Only a hint: whether anything changed is found by looking, so a lost or
 * doubled event harms nobody. {@link #close} from any thread, the rest from one.
 */
final class FolderWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);

    private final @Nullable WatchService service;
    private final CountDownLatch never = new CountDownLatch(1);
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private boolean limited;

    private FolderWatch(@Nullable WatchService service) {
        this.service = service;
    }

    /** Watches nothing yet; where the system has no watches to give, it only waits. */
    static FolderWatch open() {
        try {
            return new FolderWatch(FileSystems.getDefault().newWatchService());
        } catch (IOException | UnsupportedOperationException e) {
            log.atWarn().setCause(e).log("not told of changes, looking for them instead");
            return new FolderWatch(null);
        }
    }

    /** Watches exactly these. */
    void watch(Set<Path> directories) {
        if (service == null) {
            return;
        }
        keys.entrySet().removeIf(entry -> {
            boolean leave =
                    !directories.contains(entry.getKey()) || !entry.getValue().isValid();
            if (leave) {
                entry.getValue().cancel();
            }
            return leave;
        });
        for (Path directory : directories) {
            if (!keys.containsKey(directory)) {
                register(service, directory);
            }
        }
    }

    private void register(WatchService with, Path directory) {
        try {
            keys.put(
                    directory,
                    directory.register(
                            with,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
        } catch (IOException e) {
            if (!limited) {
                limited = true;
                log.atWarn()
                        .setCause(e)
                        .addKeyValue(LogKeys.PATH, directory)
                        .log("not told of changes, looking for them instead");
            }
        }
    }

    /** Waits for an event or for the time to pass. */
    void await(Duration atMost) throws InterruptedException {
        if (service == null) {
            boolean _ = never.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return;
        }
        try {
            @Nullable WatchKey key = service.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
            while (key != null) {
                key.pollEvents();
                key.reset();
                key = service.poll();
            }
        } catch (ClosedWatchServiceException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        if (service != null) {
            service.close();
        }
    }
}
