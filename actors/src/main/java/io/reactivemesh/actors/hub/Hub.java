package io.reactivemesh.actors.hub;

import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.Resolution;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a node's streams see of one key: the newest document, each question that is asked of it, and the answers, computed once per
 * scope when the document changes and shared by everybody who asked. An answer that stays equal stays the same object and wakes nobody.
 * Any thread; everything but reading an answer is done under its own lock, and nothing in it blocks.
 */
final class Hub<D> {
    private final Map<Question<D, ?>, View<D>> views = new HashMap<>();
    private Map<Object, Object> answers = new HashMap<>();
    private Map<String, String> zoneByNode;
    private @Nullable D document;
    private Revision revision = new Revision(0, 0);
    private boolean known;
    private boolean patient;
    private boolean closed;

    /**
     * A hub that waits for its first document.
     *
     * @param patient whether a document that nobody vouches for is no answer yet
     */
    Hub(Map<String, String> zoneByNode, boolean patient) {
        this.zoneByNode = zoneByNode;
        this.patient = patient;
    }

    /**
     * Takes in what the entity published; older revisions than the newest are passed over.
     *
     * @param vouched whether the log or the source said so
     * @param seen when the source saw the change; null = it is none
     * @return whether anybody was woken
     */
    synchronized boolean publish(D newest, Revision at, boolean vouched, @Nullable Instant seen) {
        if (document != null && at.compareTo(revision) < 0) {
            return false;
        }
        if (known && !vouched) {
            // An entity that lost its memory knows less than we do, for a moment.
            return false;
        }
        document = newest;
        revision = at;
        known = vouched;
        return refresh(seen);
    }

    synchronized void zones(Map<String, String> newest) {
        zoneByNode = newest;
        var _ = refresh(null);
    }

    /** From now on, what nobody vouches for is an answer too. */
    synchronized void losePatience() {
        patient = false;
        var _ = refresh(null);
    }

    private boolean refresh(@Nullable Instant seen) {
        D now = document;
        if (now == null || !(known || !patient)) {
            return false;
        }
        boolean woken = false;
        Map<Object, Object> fresh = new HashMap<>();
        for (View<D> view : views.values()) {
            Object answer = answer(now, view.question, fresh);
            if (!isSame(view.answer, answer)) {
                view.seen = seen;
                view.answer = answer;
                view.looks.forEach(look -> look.wake.run());
                woken = true;
            }
        }
        answers = fresh;
        return woken;
    }

    private Object answer(D now, Question<D, ?> question, Map<Object, Object> fresh) {
        Object scope = question.scope(now, zoneByNode);
        Object shared = fresh.get(scope);
        if (shared != null) {
            return shared;
        }
        Object answer = question.answer(now, revision, zoneByNode);
        Object before = answers.get(scope);
        Object kept = before != null && isSame(before, answer) ? before : answer;
        fresh.put(scope, kept);
        return kept;
    }

    /** Equal but for the revision. */
    private static boolean isSame(@Nullable Object before, Object now) {
        if (before instanceof Resolution.Found<?> a && now instanceof Resolution.Found<?> b) {
            return a.value().equals(b.value());
        }
        return now.equals(before);
    }

    /**
     * Starts to look at an answer.
     *
     * @return null = this hub is closed; ask for another one
     */
    synchronized <A> Cell.@Nullable Look<A> look(Question<D, A> question, Runnable wake) {
        if (closed) {
            return null;
        }
        View<D> view = views.get(question);
        if (view == null) {
            view = new View<>(question);
            views.put(question, view);
            D now = document;
            if (now != null && (known || !patient)) {
                view.answer = answer(now, question, answers);
            }
        }
        Looking<D, A> look = new Looking<>(this, view, wake);
        view.looks.add(look);
        return look;
    }

    private synchronized void leave(Looking<D, ?> look) {
        View<D> view = look.view;
        if (view.looks.remove(look) && view.looks.isEmpty()) {
            views.remove(view.question, view);
        }
    }

    synchronized boolean isIdle() {
        return views.isEmpty();
    }

    /** Closes it unless somebody looks; true = closed. */
    synchronized boolean closeIfIdle() {
        closed |= views.isEmpty();
        return closed;
    }

    /** One question and those who ask it. */
    private static final class View<D> {
        private final Question<D, ?> question;
        private final Set<Looking<D, ?>> looks = new HashSet<>();
        /** Written under the hub's lock; read without, so that streams that were woken need not wait until all are. */
        private volatile @Nullable Object answer;
        /** Of the change that led to the answer; likewise. */
        private volatile @Nullable Instant seen;

        private View(Question<D, ?> question) {
            this.question = question;
        }
    }

    private static final class Looking<D, A> implements Cell.Look<A> {
        private final Hub<D> hub;
        private final View<D> view;
        private final Runnable wake;

        private Looking(Hub<D> hub, View<D> view, Runnable wake) {
            this.hub = hub;
            this.view = view;
            this.wake = wake;
        }

        @Override
        @SuppressWarnings("unchecked") // The view's question is a Question<D, A>.
        public @Nullable A newest() {
            return (A) view.answer;
        }

        @Override
        public @Nullable Instant seen() {
            return view.seen;
        }

        @Override
        public void close() {
            hub.leave(this);
        }
    }
}
