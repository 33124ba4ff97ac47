package io.reactivemesh.actors.source;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a watched source: looks, waits, looks again. */
final class ManifestThread {
    private static final Logger log = LoggerFactory.getLogger(ManifestThread.class);

    private final ManifestFolder folder;
    private final ManifestSource source;
    private final Thread thread;

    ManifestThread(ManifestFolder folder, ManifestSource source) {
        this.folder = folder;
        this.source = source;
        this.thread = Thread.ofPlatform().name("manifest-source").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Returns when the thread has ended, unless called by that thread itself. */
    void end() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (FolderWatch watch = FolderWatch.open()) {
            while (!Thread.currentThread().isInterrupted()) {
                Duration rest = look();
                watch.watch(source.directories());
                watch.await(rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("watch not closed");
        }
    }

    private Duration look() {
        try {
            return source.poll();
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue(LogKeys.PATH, folder.root())
                    .log("a change of manifests was not taken in");
            return SettleTimes.DEFAULT.idle();
        }
    }
}
