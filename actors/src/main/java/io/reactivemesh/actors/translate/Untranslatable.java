package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Documents that can't be made of what is known, each with the reason: a mistake of ours, or facts that nobody thought of. It costs the
 * object that the document is about its news, and nobody else theirs. One that fails is tried again whenever something that it is made of
 * changes. Not thread-safe.
 */
final class Untranslatable {
    private static final Logger log = LoggerFactory.getLogger(Untranslatable.class);

    private final Function<ObjectKey, String> places;
    private final Map<HistorySource.Key, Quarantined> failing = new LinkedHashMap<>();
    private List<Quarantined> news = new ArrayList<>();

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
            Quarantined why = new Quarantined(places.apply(object), object.toString(), "can't be translated: " + e);
            if (!why.equals(failing.put(key, why))) {
                news.add(why);
                log.atError()
                        .setCause(e)
                        .addKeyValue("place", why.place())
                        .addKeyValue("object", why.object())
                        .log("object can't be translated; what was last told of it stays");
            }
        }
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
        return Set.copyOf(failing.values());
    }

    /** The keys of documents that can't be made now. */
    Set<HistorySource.Key> keys() {
        return Set.copyOf(failing.keySet());
    }
}
