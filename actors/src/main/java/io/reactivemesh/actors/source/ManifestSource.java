package io.reactivemesh.actors.source;

import io.reactivemesh.actors.source.ManifestFolder.Look;
import io.reactivemesh.actors.source.ManifestFolder.Stamp;
import io.reactivemesh.actors.source.Stillness.Verdict;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.actors.translate.DanglingReference;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes YAML on disk as a source: a directory with everything below it, or one file, watched. A save is one step, whatever the
 * editor does to the file meanwhile; what is broken is refused with file and line while its last good version stays live.
 *
 * <p>A folder that can't be looked at, or is gone, changes nothing: everything stays as it was, and says so, until it is back.
 *
 * <p>Everything happens in {@link #poll}, on one thread at a time. {@link #watched} brings a thread that calls it; {@link #polled}
 * leaves that to the caller. {@link #quarantined} may be called from any thread.
 */
public final class ManifestSource implements DocumentSource {
    /** Times the cost of a look to rest after it. */
    private static final int LOOK_REST = 20;

    private final ManifestFolder folder;
    private final TranslationConfig config;
    private final ManifestMemory memory;
    private final LongSupplier nanoTime;
    private final SettleTimes times;
    private final boolean watched;
    private final Stillness stillness;
    /** Files read lately, with what was read: clocks of file systems are too coarse to tell two quick saves apart. */
    private final Map<String, Unconfirmed> unconfirmed = new HashMap<>();

    private volatile @Nullable ManifestPipeline pipeline;
    private final Set<String> recalled = new HashSet<>();
    private @Nullable ManifestThread thread;
    private Set<Path> directories = Set.of();
    private boolean started;
    private boolean closed;
    private @Nullable Long troubledSince;
    private boolean troubleTold;

    private ManifestSource(
            Path root, TranslationConfig config, @Nullable Path memory, LongSupplier nanoTime, boolean watched) {
        this.folder = new ManifestFolder(root);
        this.config = config;
        this.memory = new ManifestMemory(memory);
        this.nanoTime = nanoTime;
        this.times = SettleTimes.DEFAULT;
        this.watched = watched;
        this.stillness = new Stillness(times);
    }

    /**
     * A text as it was last read.
     *
     * @param text null = it could not be read
     */
    private record Unconfirmed(@Nullable String text, long readAt) {}

    /**
     * A source with a thread of its own.
     *
     * @param root a directory or a file
     * @param memory a directory of ours, where the last good version of every object outlives a restart; null = it does not
     */
    public static ManifestSource watched(Path root, TranslationConfig config, @Nullable Path memory) {
        return new ManifestSource(root, config, memory, System::nanoTime, true);
    }

    /**
     * A source that moves only when {@link #poll} is called.
     *
     * @param nanoTime tells time, for how long files have been still
     */
    public static ManifestSource polled(
            Path root, TranslationConfig config, @Nullable Path memory, LongSupplier nanoTime) {
        return new ManifestSource(root, config, memory, nanoTime, false);
    }

    /** A source that reads a stream of YAML to its end, once. The stream is not closed. */
    public static DocumentSource stream(String name, InputStream in, TranslationConfig config) {
        return new StreamSource(name, in, config);
    }

    @Override
    public void start(Consumer<Batch> sink) {
        synchronized (this) {
            if (started) {
                throw new IllegalStateException("started twice");
            }
            started = true;
            pipeline = new ManifestPipeline(config, sink);
        }
        if (watched) {
            ManifestThread looking = new ManifestThread(folder, this);
            thread = looking;
            looking.start();
        } else {
            Duration _ = poll();
        }
    }

    /** All refusals that hold now, as the last batch left them. */
    public Set<Quarantined> quarantined() {
        ManifestPipeline running = pipeline;
        return running == null ? Set.of() : running.quarantined();
    }

    /** What routes name and is not there, as the last batch left it. */
    public Set<DanglingReference> dangling() {
        ManifestPipeline running = pipeline;
        return running == null ? Set.of() : running.dangling();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        ManifestThread looking = thread;
        if (looking != null) {
            looking.end();
        }
    }

    /**
     * Looks once, and tells the sink if what it sees is new and has settled.
     *
     * @return how long to wait for the next look
     */
    public synchronized Duration poll() {
        ManifestPipeline running = pipeline;
        if (closed || running == null) {
            return times.idle();
        }
        long now = nanoTime.getAsLong();
        Look look = folder.look();
        directories = look.directories();
        if (look.problem() != null) {
            return trouble(look.problem(), now, running);
        }
        troubledSince = null;
        troubleTold = false;
        confirm(now);
        Verdict verdict = stillness.look(look.files(), running.isComplete() ? times.still() : Duration.ZERO, now);
        if (!verdict.files().isEmpty() || !running.isComplete()) {
            return read(running, verdict, look, now);
        }
        if (verdict.next().equals(times.idle())) {
            // A large tree on a slow disk must not keep a core busy.
            Duration rest = Duration.ofNanos(nanoTime.getAsLong() - now).multipliedBy(LOOK_REST);
            return rest.compareTo(times.idle()) > 0 ? rest : unsure() ? times.still() : times.idle();
        }
        return verdict.next();
    }

    private boolean unsure() {
        return unconfirmed.values().stream().anyMatch(each -> each.text() != null);
    }

    /** What the last look found to be watched. */
    synchronized Set<Path> directories() {
        return directories;
    }

    private Duration read(ManifestPipeline running, Verdict verdict, Look look, long now) {
        if (!running.isComplete()) {
            look.files().keySet().forEach(file -> recall(running, file));
        }
        Map<String, @Nullable List<Reading>> readings = new HashMap<>();
        Map<String, Unconfirmed> texts = new HashMap<>();
        for (Map.Entry<String, @Nullable Stamp> entry : verdict.files().entrySet()) {
            String file = entry.getKey();
            if (entry.getValue() == null) {
                readings.put(file, null);
                continue;
            }
            try {
                String text = folder.read(file);
                texts.put(file, new Unconfirmed(text, now));
                readings.put(file, running.read(file, text));
            } catch (NoSuchFileException e) {
                return times.still();
            } catch (IOException e) {
                texts.put(file, new Unconfirmed(null, now));
                readings.put(
                        file,
                        List.of(new Reading.Refused(1, null, null, "the file", "can't be read: " + e.getMessage())));
            }
        }
        boolean doubtful = running.isDoubtful(readings) && verdict.still().compareTo(times.doubtful()) < 0;
        if (doubtful || changedMeanwhile(verdict.files())) {
            return doubtful ? times.doubtful().minus(verdict.still()) : times.still();
        }
        String origin = running.isComplete() ? Origin.edit(readings.keySet()) : Origin.INITIAL;
        if (!running.isComplete()) {
            memory.retain(look.files().keySet());
            // Recalled at an earlier look, and gone since.
            recalled.stream().filter(file -> !look.files().containsKey(file)).forEach(file -> readings.put(file, null));
        }
        stillness.applied(verdict.files());
        unconfirmed.keySet().removeAll(readings.keySet());
        unconfirmed.putAll(texts);
        running.apply(origin, readings);
        readings.keySet().forEach(file -> memory.remember(file, running.sources(file)));
        return times.still();
    }

    private void recall(ManifestPipeline running, String file) {
        String text = memory.recall(file);
        if (text != null) {
            recalled.add(file);
            running.recall(file, text);
        }
    }

    private boolean changedMeanwhile(Map<String, @Nullable Stamp> read) {
        Map<String, Stamp> now = folder.look().files();
        return read.entrySet().stream().anyMatch(entry -> !Objects.equals(now.get(entry.getKey()), entry.getValue()));
    }

    private void confirm(long now) {
        unconfirmed.entrySet().removeIf(entry -> {
            Unconfirmed read = entry.getValue();
            if (now - read.readAt() < times.still().toNanos()) {
                return false;
            }
            try {
                String text = folder.read(entry.getKey());
                if (!text.equals(read.text())) {
                    stillness.forget(entry.getKey());
                }
                return true;
            } catch (IOException e) {
                // Gone: the next look tells. Unreadable as before: ask again.
                return read.text() != null;
            }
        });
    }

    private Duration trouble(String problem, long now, ManifestPipeline running) {
        if (troubledSince == null) {
            troubledSince = now;
        }
        boolean lasting = now - troubledSince >= times.doubtful().toNanos();
        if (lasting && !troubleTold) {
            troubleTold = true;
            running.report(new Quarantined(
                    folder.root().toString(),
                    "the folder of manifests",
                    problem + " (expected: a directory or file of YAML); everything stays as it was"));
        }
        return lasting ? times.idle() : times.still();
    }
}
