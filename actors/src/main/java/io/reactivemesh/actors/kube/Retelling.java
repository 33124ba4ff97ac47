package io.reactivemesh.actors.kube;

import io.reactivemesh.actors.source.ObjectConversion.Converted;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.actors.translate.DanglingReference;
import io.reactivemesh.actors.translate.Fact;
import io.reactivemesh.actors.translate.FactChanges;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.actors.translate.Translator;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Translates changes and tells the sink; knows everything that it was ever told, so that all of it can be translated and told anew. One
 * call at a time; what it says of itself may be asked for by any thread.
 */
final class Retelling {
    /** Where everything is that comes from here. */
    static final String PLACE = "API server";

    private static final Logger log = LoggerFactory.getLogger(Retelling.class);
    private static final int NAMED = 3;

    private final Supplier<Translator> translation;
    private final Consumer<Batch> sink;
    private final Clock clock;
    /** What of each object is translated, so that it can be done again. */
    private final Map<ObjectKey, Fact> facts = new HashMap<>();

    private final Map<ObjectKey, List<Quarantined>> refusals = new HashMap<>();
    private Translator translator;
    /** The next batch is to hold everything. */
    private boolean whole = true;

    private volatile Set<Quarantined> quarantined = Set.of();
    private volatile Set<DanglingReference> dangling = Set.of();
    private volatile boolean complete;

    /**
     * A change.
     *
     * @param converted null = the object is gone
     * @param repair found by a comparison
     */
    record Change(@Nullable Converted converted, boolean repair, Instant seen) {}

    /**
     * Nothing known yet.
     *
     * @param translation begins one that knows nothing
     */
    Retelling(Supplier<Translator> translation, Clock clock, Consumer<Batch> sink) {
        this.translation = translation;
        this.translator = translation.get();
        this.clock = clock;
        this.sink = sink;
    }

    /** Whether everything has been told at least once. */
    boolean isComplete() {
        return complete;
    }

    /** Whether everything is to be told next, changed or not. */
    boolean isWholeNext() {
        return whole;
    }

    /** All refusals that hold now, as the last batch left them. */
    Set<Quarantined> quarantined() {
        return quarantined;
    }

    /** What routes name and is not there, as the last batch left it. */
    Set<DanglingReference> dangling() {
        return dangling;
    }

    /** Nobody knows what the sink knows: everything is to be translated anew, and told. */
    void forget() {
        translator = translation.get();
        whole = true;
    }

    /** Tells of changes, and of everything when that is due. Throws what the sink throws. */
    void tell(Map<ObjectKey, Change> changes) {
        if (whole) {
            tell(complete ? "all told anew" : "initial list", changes);
            return;
        }
        Map<ObjectKey, Change> repairs = new LinkedHashMap<>(changes);
        repairs.values().removeIf(change -> !change.repair());
        changes.keySet().removeAll(repairs.keySet());
        if (!changes.isEmpty()) {
            tell(origin(changes.keySet()), changes);
        }
        if (!repairs.isEmpty()) {
            tell("repair", repairs);
        }
    }

    private void tell(String origin, Map<ObjectKey, Change> changes) {
        List<Fact> put = new ArrayList<>();
        List<ObjectKey> gone = new ArrayList<>();
        List<Quarantined> refused = new ArrayList<>();
        changes.forEach((key, change) -> {
            List<Quarantined> told = List.of();
            switch (change.converted()) {
                case null -> {
                    gone.add(key);
                    facts.remove(key);
                }
                case Converted.Taken taken -> {
                    put.add(taken.fact());
                    facts.put(key, taken.fact());
                    told = taken.findings().stream()
                            .map(finding -> refusal(key, finding))
                            .toList();
                }
                // Its last good version stays.
                case Converted.Refused why -> told = List.of(refusal(key, why.reason()));
            }
            if (told.isEmpty()) {
                refusals.remove(key);
            } else if (!told.equals(refusals.put(key, told))) {
                refused.addAll(told);
            }
        });
        refused.forEach(each -> log.atWarn()
                .addKeyValue(LogKeys.OBJECT, each.object())
                .addKeyValue(LogKeys.REASON, each.reason())
                .log("object refused"));
        Batch batch = translator.apply(
                whole
                        ? new FactChanges(origin, true, List.copyOf(facts.values()), List.of(), refused)
                        : new FactChanges(origin, false, put, gone, refused));
        quarantined = Stream.concat(refusals.values().stream().flatMap(List::stream), translator.quarantined().stream())
                .collect(Collectors.toUnmodifiableSet());
        dangling = translator.dangling();
        if (batch.complete() || !batch.isEmpty()) {
            sink.accept(batch.complete() ? batch : batch.seenAt(first(changes.values())));
        }
        whole = false;
        complete = true;
    }

    private Instant first(Collection<Change> changes) {
        return changes.stream().map(Change::seen).min(Comparator.naturalOrder()).orElseGet(clock::instant);
    }

    private static Quarantined refusal(ObjectKey key, String reason) {
        return new Quarantined(PLACE, key.toString(), reason);
    }

    /** {@code change of Service red/web, Pod red/web-1, Pod red/web-2 and 4 more}. */
    private static String origin(Collection<ObjectKey> keys) {
        String named = keys.stream().limit(NAMED).map(ObjectKey::toString).collect(Collectors.joining(", "));
        int more = keys.size() - NAMED;
        return "change of " + named + (more > 0 ? " and " + more + " more" : "");
    }
}
