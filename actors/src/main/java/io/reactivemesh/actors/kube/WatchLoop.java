package io.reactivemesh.actors.kube;

import io.reactivemesh.actors.kube.KubernetesObserver.WatchEnd;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One watch that does not end: when the one that is open ends, drops or falls silent, the next goes on from the version where it was.
 * Only when the server does not have that version any more it is over, and a list has to come first.
 *
 * <p>Of watches that overlap only the newest is heard. Events are handed on one at a time, none that is older than what is known.
 *
 * <p>Whether a watch is silent is told by its bookmarks, which API servers send every minute however idle a kind is; so an idle kind costs
 * nothing, and a server that sends none costs a request now and then. Every watch has a connection of its own, so a new one does not wait
 * for what the old one is stuck in.
 */
final class WatchLoop {
    private final Resource resource;
    private final KindState state;
    private final KubernetesSourceConfig config;
    private final Timers timers;
    private final RandomGenerator random;
    private final KubernetesObserver observer;
    private final Backoff backoff;

    private @Nullable Api api;
    private @Nullable Sink sink;
    private String version = "";
    /** The one that is heard; all others are over. */
    private @Nullable OneWatch current;

    private Timers.Timer next = Timers.Timer.NONE;

    WatchLoop(
            Resource resource,
            KindState state,
            KubernetesSourceConfig config,
            Timers timers,
            RandomGenerator random,
            KubernetesObserver observer) {
        this.resource = resource;
        this.state = state;
        this.config = config;
        this.timers = timers;
        this.random = random;
        this.observer = observer;
        this.backoff = new Backoff(config.backoffFirst(), config.backoffMost(), random);
    }

    /** Who is told; called by one thread at a time. */
    interface Sink {
        /**
         * An object was added, modified or deleted.
         *
         * @return false = it is older than what is known
         */
        boolean told(Api.Event event, KubeObject object);

        /**
         * It can't go on: list again. Called once.
         *
         * @param wait how long to wait with that
         */
        void gone(Duration wait);
    }

    /** Begins after a list. */
    synchronized void begin(Api from, String listedVersion, Sink listener) {
        api = from;
        sink = listener;
        version = listedVersion;
        open();
    }

    /** Ends; nothing is handed on any more. */
    synchronized void end() {
        close();
        sink = null;
    }

    /** Whether a watch is open. */
    synchronized boolean isOpen() {
        return current != null && current.open;
    }

    /**
     * Is over, for some reason: it tells its sink that it is gone. The wait grows while one watch after the other is gone as soon as it is
     * begun, so that a server that keeps nothing is not asked for lists all the time.
     */
    synchronized void giveUp(WatchEnd reason) {
        Sink told = sink;
        if (told != null) {
            observer.watchEnded(resource.kind(), reason);
            end();
            told.gone(backoff.next());
        }
    }

    private void close() {
        next.cancel();
        if (current != null) {
            current.close();
            current = null;
        }
    }

    private void open() {
        close();
        Api from = api;
        if (sink == null || from == null) {
            return;
        }
        long most = config.watchLife().toSeconds();
        OneWatch opening = new OneWatch(Duration.ofSeconds(random.nextLong(most / 2, most + 1)));
        current = opening;
        opening.watch = from.watch(version, opening.life, opening);
    }

    private void openAfter(Duration delay) {
        close();
        next = timers.after(delay, () -> {
            synchronized (this) {
                open();
            }
        });
    }

    /** One request. Guarded by the loop. */
    private final class OneWatch implements Api.Listener {
        private final Duration life;
        private final long begun = timers.nanoTime();
        private long heard = begun;
        private boolean open;
        private Api.@Nullable Watch watch;
        private Timers.Timer silence = timers.after(config.requestTimeout(), this::unanswered);

        OneWatch(Duration life) {
            this.life = life;
        }

        private void unanswered() {
            synchronized (WatchLoop.this) {
                if (current == this && !open) {
                    failed(ApiFailure.late(config.requestTimeout()));
                }
            }
        }

        @Override
        public void opened() {
            synchronized (WatchLoop.this) {
                if (current == this) {
                    open = true;
                    heard = timers.nanoTime();
                    state.watching();
                    silence.cancel();
                    silence = timers.after(config.watchSilence(), this::listen);
                }
            }
        }

        private void listen() {
            synchronized (WatchLoop.this) {
                if (current != this) {
                    return;
                }
                Duration silent = Duration.ofNanos(timers.nanoTime() - heard);
                if (silent.compareTo(config.watchSilence()) >= 0) {
                    observer.watchEnded(resource.kind(), WatchEnd.SILENT);
                    open();
                } else {
                    silence = timers.after(config.watchSilence().minus(silent), this::listen);
                }
            }
        }

        @Override
        public void told(Api.Event event, KubeObject object) {
            synchronized (WatchLoop.this) {
                Sink told = sink;
                if (current != this || told == null) {
                    return;
                }
                heard = timers.nanoTime();
                backoff.reset();
                boolean news = event == Api.Event.BOOKMARK || told.told(event, object);
                observer.event(resource.kind(), news ? observed(event) : KubernetesObserver.Event.STALE);
                version = Versions.newer(version, object.resourceVersion());
            }
        }

        private static KubernetesObserver.Event observed(Api.Event event) {
            return switch (event) {
                case ADDED -> KubernetesObserver.Event.ADDED;
                case MODIFIED -> KubernetesObserver.Event.MODIFIED;
                case DELETED -> KubernetesObserver.Event.DELETED;
                case BOOKMARK -> KubernetesObserver.Event.BOOKMARK;
            };
        }

        @Override
        public void ended(@Nullable ApiFailure failure) {
            synchronized (WatchLoop.this) {
                if (current != this) {
                    return;
                }
                if (!open && failure != null) {
                    failed(failure);
                    return;
                }
                if (failure != null && failure.gone()) {
                    giveUp(WatchEnd.GONE);
                    return;
                }
                boolean expired = failure == null
                        && timers.nanoTime() - begun >= life.minusSeconds(1).toNanos();
                observer.watchEnded(resource.kind(), expired ? WatchEnd.EXPIRED : WatchEnd.DROPPED);
                if (expired) {
                    open();
                } else {
                    Duration wait = backoff.next();
                    openAfter(failure == null ? wait : failure.waitAtLeast(wait));
                }
            }
        }

        private void failed(ApiFailure failure) {
            observer.failed(resource.kind());
            if (failure.gone() || failure.absent()) {
                giveUp(WatchEnd.GONE);
                return;
            }
            state.failed(failure.words());
            openAfter(failure.waitAtLeast(backoff.next()));
        }

        private void close() {
            silence.cancel();
            if (watch != null) {
                watch.close();
            }
        }
    }
}
