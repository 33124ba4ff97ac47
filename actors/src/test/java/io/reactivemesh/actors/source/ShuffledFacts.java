package io.reactivemesh.actors.source;

import io.reactivemesh.actors.translate.Fact;
import io.reactivemesh.actors.translate.FactChanges;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.actors.translate.Translator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A translator that is told of one object at a time, as a watch may tell of them, in an order of chance. */
public final class ShuffledFacts {
    private final Random random;
    private final Translator translator = new Translator(TranslationConfig.DEFAULT, _ -> "API server");
    private final Folded folded = new Folded();
    private Map<ObjectKey, Fact> known = Map.of();

    public ShuffledFacts(Random random) {
        this.random = random;
        folded.accept(translator.apply(new FactChanges("initial list", true, List.of(), List.of(), List.of())));
    }

    /** Lets objects come, change and go one by one until these are all there are. */
    public void become(String manifests) {
        Map<ObjectKey, Fact> wanted = facts(manifests);
        List<FactChanges> changes = new ArrayList<>();
        wanted.values().stream()
                .filter(fact -> !fact.equals(known.get(fact.key())))
                .forEach(fact -> changes.add(new FactChanges("watch", false, List.of(fact), List.of(), List.of())));
        known.keySet().stream()
                .filter(key -> !wanted.containsKey(key))
                .forEach(key -> changes.add(new FactChanges("watch", false, List.of(), List.of(key), List.of())));
        Collections.shuffle(changes, random);
        changes.forEach(change -> folded.accept(translator.apply(change)));
        known = wanted;
    }

    /** All documents that are live. */
    public List<Object> documents() {
        return documents(folded);
    }

    /** The documents of a translator that was told all at once, and nothing else before. */
    public static List<Object> fresh(String manifests) {
        Folded folded = new Folded();
        List<Fact> facts = List.copyOf(facts(manifests).values());
        folded.accept(new Translator(TranslationConfig.DEFAULT, _ -> "API server")
                .apply(new FactChanges("initial list", true, facts, List.of(), List.of())));
        return documents(folded);
    }

    private static List<Object> documents(Folded folded) {
        return List.of(folded.services, folded.workloads, folded.addresses, folded.zones);
    }

    private static Map<ObjectKey, Fact> facts(String manifests) {
        Map<ObjectKey, Fact> facts = new HashMap<>();
        new ObjectReader(TranslationConfig.DEFAULT)
                .read(YamlStream.parse(manifests, 0)).stream()
                        .filter(Reading.Taken.class::isInstance)
                        .map(reading -> ((Reading.Taken) reading).fact())
                        .forEach(fact -> facts.put(fact.key(), fact));
        return facts;
    }
}
