package io.reactivemesh.actors.source;

import io.reactivemesh.actors.translate.TranslationConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A source driven by hand, and what it told. Time passes only while waiting for the next look. */
record PolledSource(ManifestSource source, Folded folded, AtomicLong nanos) implements AutoCloseable {
    static PolledSource start(Path root, TranslationConfig config, @Nullable Path memory) {
        AtomicLong nanos = new AtomicLong(1);
        Folded folded = new Folded();
        ManifestSource source = ManifestSource.polled(root, config, memory, nanos::get);
        source.start(folded);
        PolledSource polled = new PolledSource(source, folded, nanos);
        polled.settle();
        return polled;
    }

    /** Looks as often as the source wants to, until it is content to be idle. */
    Duration settle() {
        long begin = nanos.get();
        for (int looks = 0; looks < 100; looks++) {
            Duration next = source.poll();
            if (next.compareTo(SettleTimes.DEFAULT.idle()) >= 0) {
                return Duration.ofNanos(nanos.get() - begin);
            }
            pass(next);
        }
        throw new AssertionError("never comes to rest");
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Override
    public void close() {
        source.close();
    }
}
