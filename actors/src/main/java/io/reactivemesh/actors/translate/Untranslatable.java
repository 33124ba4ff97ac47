package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can't be done with what is known, each with the reason: facts that can't be taken in, and documents that can't be made. A mistake of
 * ours, or facts that nobody thought of. It costs the object in question its news, and nobody else theirs. A fact is tried again when its
 * object changes, a document whenever something that it is made of changes. Not thread-safe.
 */
final class Untranslatable {
    private static final Logger log = LoggerFactory.getLogger(Untranslatable.class);

    private final Function<ObjectKey, String> places;
    private final Map<HistorySource.Key, Quarantined> failing = new LinkedHashMap<>();
    private final Map<ObjectKey, Refused> refused = new LinkedHashMap<>();
    /** Documents of which nothing could be said for want of a fact that is in by now, or gone. */
    private FactIndex.Due released = new FactIndex.Due();

    private List<Quarantined> news = new ArrayList<>();

    /**
     * A fact that can't be taken in.
     *
     * @param about the documents of its object
     */
    private record Refused(Quarantined why, FactIndex.Due about) {}

    /**
     * None so far.
     *
     * @param places where an object is, as {@link Quarantined#place}
     */
    Untranslatable(Function<ObjectKey, String> places) {
        this.places = places;
    }

    /**
     * Runs the translation of one document. Should it throw, whatever it had not done by then stays undone, and the reason is kept.
     *
     * @param object what the document is about
     */
    void attempt(HistorySource.Key key, ObjectKey object, Runnable translation) {
        try {
            translation.run();
            failing.remove(key);
        } catch (RuntimeException e) {
            Quarantined why = quarantined(object, "can't be translated: ", e);
            if (!why.equals(failing.put(key, why))) {
                tell(why, e);
            }
        }
    }

    /** Takes a fact in. Should that throw, what was known of its object stays known, and the reason is kept. */
    void attempt(Fact fact, Consumer<Fact> index) {
        try {
            index.accept(fact);
            gone(fact.key());
        } catch (RuntimeException e) {
            Quarantined why = quarantined(fact.key(), "can't be taken in: ", e);
            FactIndex.Due about = FactIndex.Due.about(fact);
            Refused before = refused.get(fact.key());
            if (before != null) {
                about.add(before.about());
            }
            refused.put(fact.key(), new Refused(why, about));
            if (before == null || !why.equals(before.why())) {
                tell(why, e);
            }
        }
    }

    /** An object is gone. */
    void gone(ObjectKey object) {
        Refused before = refused.remove(object);
        if (before != null) {
            released.add(before.about());
        }
    }

    /** Documents of objects that could not be taken in, and are by now, or are gone; since the last call. */
    FactIndex.Due takeReleased() {
        FactIndex.Due taken = released;
        released = new FactIndex.Due();
        return taken;
    }

    /** There is nothing that a document would have to be made of. */
    void settled(HistorySource.Key key) {
        failing.remove(key);
    }

    private Quarantined quarantined(ObjectKey object, String what, RuntimeException e) {
        return new Quarantined(places.apply(object), object.toString(), what + e);
    }

    private void tell(Quarantined why, RuntimeException e) {
        news.add(why);
        log.atError()
                .setCause(e)
                .addKeyValue("place", why.place())
                .addKeyValue("object", why.object())
                .log("object can't be translated; what was last told of it stays");
    }

    /** Whether the last attempt at a document failed. */
    boolean has(HistorySource.Key key) {
        return failing.containsKey(key);
    }

    /** Failures that are new, or have a new reason, since the last call. */
    List<Quarantined> takeNews() {
        List<Quarantined> taken = news;
        news = new ArrayList<>();
        return taken;
    }

    /** Every failure that holds now. */
    Set<Quarantined> standing() {
        Set<Quarantined> all = new HashSet<>(failing.values());
        refused.values().forEach(each -> all.add(each.why()));
        return all;
    }

    /** The keys of documents that can't be made now. */
    Set<HistorySource.Key> keys() {
        Set<HistorySource.Key> all = new HashSet<>(failing.keySet());
        refused.values().forEach(each -> all.addAll(each.about().keys()));
        return all;
    }
}
