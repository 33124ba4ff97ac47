package io.reactivemesh.actors.source;

import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A source of one file that is not on disk: read, checked and translated as any other. */
public final class TextSource implements DocumentSource {
    private static final String FILE = "row.json";

    private final TranslationConfig config;
    private @Nullable ManifestPipeline pipeline;

    public TextSource(TranslationConfig config) {
        this.config = config;
    }

    @Override
    public void start(Consumer<Batch> sink) {
        pipeline = new ManifestPipeline(config, sink);
        save("");
    }

    @Override
    public void close() {
        pipeline = null;
    }

    /** Replaces all that was said before. */
    public void save(String manifests) {
        ManifestPipeline to = opened();
        Map<String, @Nullable List<Reading>> readings = new HashMap<>();
        readings.put(FILE, to.read(FILE, manifests));
        to.apply("save", readings);
    }

    /** What was not taken as it is, with the reason; and what no Kubernetes object of its kind has. */
    public List<String> complaints(String manifests) {
        return opened().read(FILE, manifests).stream()
                .flatMap(reading -> switch (reading) {
                    case Reading.Refused refused -> List.of(refused.object() + ": " + refused.reason()).stream();
                    case Reading.PassedOver passed -> List.of("kind " + passed.kind() + " is not read").stream();
                    case Reading.Taken taken ->
                        java.util.stream.Stream.concat(
                                taken.remarks().stream()
                                        .map(remark -> taken.fact().key() + ": " + remark.text()),
                                taken.unknownFields().stream()
                                        .map(field -> taken.fact().key() + ": unknown field " + field.text()));
                })
                .toList();
    }

    private ManifestPipeline opened() {
        if (pipeline == null) {
            throw new IllegalStateException("not started, or closed");
        }
        return pipeline;
    }
}
