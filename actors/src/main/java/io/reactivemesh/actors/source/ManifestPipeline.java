package io.reactivemesh.actors.source;

import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.actors.translate.DanglingReference;
import io.reactivemesh.actors.translate.FactChanges;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.actors.translate.Translator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the text of manifests to batches: read, resolve, translate, tell. One thread at a time; {@link #quarantined} from any. */
final class ManifestPipeline {
    private static final Logger log = LoggerFactory.getLogger(ManifestPipeline.class);

    private final ObjectReader reader;
    private final ManifestSet manifests = new ManifestSet();
    private final Translator translator;
    private final Consumer<Batch> sink;
    private final Set<String> kindsPassedOver = new HashSet<>();
    /** File → text of a document → what it says, lines counted from its own first. */
    private final Map<String, Map<String, List<Reading>>> documents = new HashMap<>();

    private boolean complete;
    private volatile Set<Quarantined> quarantined = Set.of();
    private volatile Set<DanglingReference> dangling = Set.of();

    ManifestPipeline(TranslationConfig config, Consumer<Batch> sink) {
        this.reader = new ObjectReader(config);
        this.translator = new Translator(config, manifests::placeOf);
        this.sink = sink;
    }

    /** Reads a file. Documents that it had before cost nothing. */
    List<Reading> read(String file, String text) {
        Map<String, List<Reading>> before = documents.getOrDefault(file, Map.of());
        Map<String, List<Reading>> now = new HashMap<>();
        List<Reading> readings = new ArrayList<>();
        for (YamlStream.Chunk chunk : YamlStream.cut(text)) {
            List<Reading> document = now.computeIfAbsent(
                    chunk.text(),
                    same -> before.containsKey(same) ? before.get(same) : reader.read(YamlStream.parse(same, 0)));
            document.forEach(reading -> readings.add(reading.movedDown(chunk.firstLine())));
        }
        documents.put(file, now);
        return readings;
    }

    boolean isDoubtful(Map<String, @Nullable List<Reading>> changed) {
        return manifests.isDoubtful(changed);
    }

    /** What a file said when it was last good, known from an earlier life. To be called before the first {@link #apply}. */
    void recall(String file, String text) {
        List<Reading> readings = new ArrayList<>();
        for (YamlStream.Chunk chunk : YamlStream.cut(text)) {
            readings.addAll(reader.read(YamlStream.parse(chunk.text(), chunk.firstLine())));
        }
        manifests.recall(file, readings);
    }

    /** Whether the first batch is out. */
    boolean isComplete() {
        return complete;
    }

    void apply(String origin, Map<String, @Nullable List<Reading>> changed) {
        changed.forEach((file, readings) -> {
            if (readings == null) {
                documents.remove(file);
            } else {
                readings.forEach(reading -> mention(file, reading));
            }
        });
        FactChanges changes = manifests.update(origin, !complete, changed);
        changes.quarantined().forEach(ManifestPipeline::warn);
        Batch batch = translator.apply(changes);
        Set<Quarantined> all = new HashSet<>(manifests.quarantined());
        all.addAll(translator.quarantined());
        quarantined = Set.copyOf(all);
        dangling = translator.dangling();
        if (batch.complete() || !batch.isEmpty()) {
            complete = true;
            sink.accept(batch);
        }
    }

    /** Tells of trouble that is not in a document. Before the first batch only the log hears of it: that batch has to be the first. */
    void report(Quarantined trouble) {
        warn(trouble);
        if (complete) {
            sink.accept(new Batch(
                    "trouble with " + trouble.object(),
                    false,
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    List.of(trouble),
                    translator.undecided(),
                    null));
        }
    }

    Set<Quarantined> quarantined() {
        return quarantined;
    }

    /** What routes name and is not there. Any thread. */
    Set<DanglingReference> dangling() {
        return dangling;
    }

    Collection<String> sources(String file) {
        return manifests.sources(file);
    }

    private void mention(String file, Reading reading) {
        switch (reading) {
            case Reading.PassedOver passed -> {
                if (kindsPassedOver.add(passed.kind())) {
                    log.atInfo()
                            .addKeyValue(LogKeys.KIND, passed.kind())
                            .addKeyValue(LogKeys.PLACE, file + ":" + passed.line())
                            .log("objects of this kind are not needed and passed over");
                }
            }
            case Reading.Taken taken -> {
                for (Reading.Remark unknown : taken.unknownFields()) {
                    log.atWarn()
                            .addKeyValue(LogKeys.PLACE, file + ":" + unknown.line())
                            .addKeyValue(LogKeys.OBJECT, taken.fact().key())
                            .addKeyValue(LogKeys.FIELD, unknown.text())
                            .log("unknown field has no effect");
                }
            }
            case Reading.Refused _ -> {}
        }
    }

    private static void warn(Quarantined refused) {
        log.atWarn()
                .addKeyValue(LogKeys.PLACE, refused.place())
                .addKeyValue(LogKeys.OBJECT, refused.object())
                .addKeyValue(LogKeys.REASON, refused.reason())
                .log("object refused");
    }
}
