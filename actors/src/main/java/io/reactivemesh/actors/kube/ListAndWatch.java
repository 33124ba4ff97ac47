package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.internal.AbstractWatchManager;
import io.fabric8.kubernetes.client.informers.impl.ListerWatcher;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What an informer lists and watches with. To the informer everything succeeds in the end: lists are asked for until they are answered,
 * watches go on until a list has to come first, and a kind that the cluster does not have is an empty list that is asked for again after
 * a while. Only when the rest of a list is not to be had any more it fails, and the informer begins that list anew.
 */
final class ListAndWatch implements ListerWatcher<KubeObject, KubeObjectList> {
    private final Resource resource;
    private final List<Api> versions;
    private final Config client;
    private final Reader reader;
    private final KindState state;
    private final KubernetesSourceConfig config;
    private final Timers timers;
    private final KubernetesObserver observer;
    private final Backoff backoff;
    private final WatchLoop loop;

    /** The version that is asked for; the next is tried when the cluster does not have it. */
    private int version;

    private boolean absent;
    private boolean ended;
    private long listBegun;
    private Timers.Timer next = Timers.Timer.NONE;
    /** Gives up the page that is being asked for. */
    private Runnable giveUp = () -> {};

    /** Between the API and the informer. */
    interface Reader {
        /** An object to what stays of it. */
        KubeObject read(KubeObject arrived);

        /**
         * Whether an event is news, compared with what is held.
         *
         * @param event no bookmark
         */
        boolean isNews(Api.Event event, KubeObject object);

        /** Nothing came of an attempt. */
        void failed(ApiFailure failure);
    }

    ListAndWatch(
            Resource resource,
            List<Api> versions,
            Config client,
            Reader reader,
            KindState state,
            KubernetesSourceConfig config,
            Timers timers,
            KubernetesObserver observer,
            Backoff backoff,
            WatchLoop loop) {
        this.resource = resource;
        this.versions = versions;
        this.client = client;
        this.reader = reader;
        this.state = state;
        this.config = config;
        this.timers = timers;
        this.observer = observer;
        this.backoff = backoff;
        this.loop = loop;
    }

    /** Asks for nothing any more. */
    synchronized void end() {
        ended = true;
        next.cancel();
        loop.end();
        giveUp.run();
    }

    /** Whether a watch is open. */
    boolean isWatching() {
        return loop.isOpen();
    }

    /** A page of names and versions, to be compared. */
    synchronized CompletableFuture<KubeObjectList> names(@Nullable String token) {
        return versions.get(version).list(token, config.pageSize(), true);
    }

    /** Gives up the watch, because it has missed something, and lists anew. */
    void again() {
        loop.giveUp(KubernetesObserver.WatchEnd.LOSSY);
    }

    @Override
    public CompletableFuture<KubeObjectList> submitList(ListOptions options) {
        CompletableFuture<KubeObjectList> page = new CompletableFuture<>();
        synchronized (this) {
            if (options.getContinue() == null) {
                listBegun = timers.nanoTime();
            }
            ask(options, page);
        }
        return page;
    }

    private void ask(ListOptions options, CompletableFuture<KubeObjectList> page) {
        if (ended) {
            return;
        }
        CompletableFuture<KubeObjectList> answer =
                versions.get(version).list(options.getContinue(), config.pageSize(), false);
        giveUp = () -> answer.cancel(false);
        Timers.Timer deadline = timers.after(
                config.requestTimeout(), () -> answer.completeExceptionally(ApiFailure.late(config.requestTimeout())));
        answer.whenComplete((items, failure) -> {
            deadline.cancel();
            forget();
            if (items != null) {
                answered(page, items);
            } else if (!answer.isCancelled()) {
                failed(options, page, ApiFailure.of(failure));
            }
        });
    }

    /** A page that has come is large: nothing is to hold on to it. */
    private synchronized void forget() {
        giveUp = () -> {};
    }

    private void answered(CompletableFuture<KubeObjectList> page, KubeObjectList items) {
        KubeObjectList read = items.map(reader::read);
        String token = read.getMetadata().getContinue();
        synchronized (this) {
            backoff.reset();
            absent = false;
            if (token == null || token.isEmpty()) {
                state.listed();
                observer.listed(resource.kind(), Duration.ofNanos(timers.nanoTime() - listBegun));
            }
        }
        page.complete(read);
    }

    private void failed(ListOptions options, CompletableFuture<KubeObjectList> page, ApiFailure failure) {
        boolean first = options.getContinue() == null;
        if (first && failure.absent()) {
            notThere(options, page);
            return;
        }
        observer.failed(resource.kind());
        if (!first && (failure.gone() || failure.absent())) {
            page.completeExceptionally(failure);
        } else {
            state.failed(failure.words());
            reader.failed(failure);
            synchronized (this) {
                askAfter(failure.waitAtLeast(backoff.next()), options, page);
            }
        }
    }

    private void askAfter(Duration delay, ListOptions options, CompletableFuture<KubeObjectList> page) {
        if (!ended) {
            next = timers.after(delay, () -> {
                synchronized (this) {
                    ask(options, page);
                }
            });
        }
    }

    private void notThere(ListOptions options, CompletableFuture<KubeObjectList> page) {
        synchronized (this) {
            if (version + 1 < versions.size()) {
                version++;
                ask(options, page);
                return;
            }
            version = 0;
            absent = true;
        }
        state.absent();
        page.complete(KubeObjectList.empty());
    }

    /** The informer lists anew when a watch ends with 410, whatever the reason is. */
    private synchronized void listAgain(Duration wait, Watcher<KubeObject> watcher) {
        if (!ended) {
            WatcherException gone = new WatcherException(
                    "list again", new KubernetesClientException("list again", HttpURLConnection.HTTP_GONE, null));
            next = timers.after(wait, () -> watcher.onClose(gone));
        }
    }

    private static Watcher.Action action(Api.Event event) {
        return switch (event) {
            case ADDED -> Watcher.Action.ADDED;
            case MODIFIED -> Watcher.Action.MODIFIED;
            case DELETED -> Watcher.Action.DELETED;
            case BOOKMARK -> Watcher.Action.BOOKMARK;
        };
    }

    /** The informer gets no watch to look after: the loop does that. */
    @Override
    public CompletableFuture<AbstractWatchManager<KubeObject>> submitWatch(
            ListOptions options, Watcher<KubeObject> watcher) {
        synchronized (this) {
            if (ended) {
                return CompletableFuture.completedFuture(null);
            }
            if (absent) {
                listAgain(config.absentRetry(), watcher);
            } else {
                loop.begin(versions.get(version), options.getResourceVersion(), new WatchLoop.Sink() {
                    @Override
                    public boolean told(Api.Event event, KubeObject object) {
                        if (!reader.isNews(event, object)) {
                            return false;
                        }
                        watcher.eventReceived(action(event), reader.read(object));
                        return true;
                    }

                    @Override
                    public void gone(Duration wait) {
                        listAgain(wait, watcher);
                    }
                });
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Long getLimit() {
        return (long) config.pageSize();
    }

    /** The informer waits for this long, and doubles it, before it lists again. */
    @Override
    public int getWatchReconnectInterval() {
        return Math.toIntExact(config.backoffFirst().toMillis());
    }

    @Override
    public String getApiEndpointPath() {
        return resource.words();
    }

    @Override
    public Config getConfig() {
        return client;
    }
}
