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
 * All that a node's streams see of one key: the newest document, who looks at it with which question, and the answers, computed once per
 * scope when the document changes and shared by everybody for whom they are the same. An answer that stays equal stays the same object and
 * wakes nobody. Any thread; everything but reading an answer is done under its own lock, and nothing in it blocks.
 */
final class Hub<D> {
    private final Set<Looking<D, ?>> looks = new HashSet<>();
    /** By scope. */
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
        Map<Object, Object> before = answers;
        Map<Object, Object> fresh = new HashMap<>();
        answers = fresh;
        Comparison comparison = new Comparison();
        for (Looking<D, ?> look : looks) {
            Object answer = answer(now, look.question, before, fresh);
            if (!comparison.isSame(look.answer, answer)) {
                look.seen = seen;
                look.answer = answer;
                look.wake.run();
                woken = true;
            }
        }
        return woken;
    }

    private Object answer(D now, Question<D, ?> question, Map<Object, Object> before, Map<Object, Object> fresh) {
        Object scope = question.scope(now, zoneByNode);
        Object shared = fresh.get(scope);
        if (shared != null) {
            return shared;
        }
        Object answer = question.answer(now, revision, zoneByNode);
        Object last = before.get(scope);
        Object kept = last != null && isSame(last, answer) ? last : answer;
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
        Looking<D, A> look = new Looking<>(this, question, wake);
        D now = document;
        if (now != null && (known || !patient)) {
            look.answer = answer(now, question, answers, answers);
        }
        looks.add(look);
        return look;
    }

    private synchronized void leave(Looking<D, ?> look) {
        if (looks.remove(look) && looks.isEmpty()) {
            answers.clear();
        }
    }

    synchronized boolean isIdle() {
        return looks.isEmpty();
    }

    /** Closes it unless somebody looks; true = closed. */
    synchronized boolean closeIfIdle() {
        closed |= looks.isEmpty();
        return closed;
    }

    /** Compares answers; those of most streams are the same two objects as those of the stream before. */
    private static final class Comparison {
        private @Nullable Object before;
        private @Nullable Object now;
        private boolean same;

        @SuppressWarnings("ReferenceEquality")
        boolean isSame(@Nullable Object before, Object now) {
            if (before == now) {
                return true;
            }
            if (this.before != before || this.now != now) {
                same = Hub.isSame(before, now);
                this.before = before;
                this.now = now;
            }
            return same;
        }
    }

    /** One who looks, and the answer. There is one for each stream: it holds nothing that streams could share. */
    private static final class Looking<D, A> implements Cell.Look<A> {
        private final Hub<D> hub;
        private final Question<D, A> question;
        private final Runnable wake;
        /** Written under the hub's lock; read without, so that streams that were woken need not wait until all are. */
        private volatile @Nullable Object answer;
        /** Of the change that led to the answer; likewise. */
        private volatile @Nullable Instant seen;

        private Looking(Hub<D> hub, Question<D, A> question, Runnable wake) {
            this.hub = hub;
            this.question = question;
            this.wake = wake;
        }

        @Override
        @SuppressWarnings("unchecked") // Answers to the question, all of them.
        public @Nullable A newest() {
            return (A) answer;
        }

        @Override
        public @Nullable Instant seen() {
            return seen;
        }

        @Override
        public void close() {
            hub.leave(this);
        }
    }
}
