package io.reactivemesh.actors.source;

import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Manifests from a pipe: read to the end, told once. Reads on a thread of its own; a pipe may be slow. */
final class StreamSource implements DocumentSource {
    private final String name;
    private final InputStream in;
    private final TranslationConfig config;
    private boolean closed;

    StreamSource(String name, InputStream in, TranslationConfig config) {
        this.name = name;
        this.in = in;
        this.config = config;
    }

    @Override
    public void start(Consumer<Batch> sink) {
        ManifestPipeline pipeline = new ManifestPipeline(config, sink);
        Thread.ofPlatform().name("manifest-stream").daemon().start(() -> run(pipeline));
    }

    private void run(ManifestPipeline pipeline) {
        try {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Map<String, @Nullable List<Reading>> readings = new HashMap<>();
            readings.put(name, pipeline.read(name, text));
            synchronized (this) {
                if (!closed) {
                    pipeline.apply(Origin.INITIAL, readings);
                }
            }
        } catch (IOException e) {
            pipeline.report(new Quarantined(name, "the manifests", "can't be read: " + e.getMessage()));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
