package io.reactivemesh.proxy.control;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The watches of one kind by what they watch: opened with the first subscriber, closed with the last. Subscribing and
 * closing may happen on any thread, everything else is confined to the control loop.
 *
 * @param <K> what is watched
 * @param <R> wire message
 * @param <U> what subscribers are told
 */
final class WatchTable<K, R, U> {

    private final Executor loop;
    private final Function<K, ? extends SharedWatch<R, U>> watches;
    private final BiFunction<K, WatchStream.Watcher<R>, WatchStream<?, R>> streams;
    private final Map<K, Open<R, U>> open = new HashMap<>();
    private boolean closed;

    WatchTable(
            Executor loop,
            Function<K, ? extends SharedWatch<R, U>> watches,
            BiFunction<K, WatchStream.Watcher<R>, WatchStream<?, R>> streams) {
        this.loop = loop;
        this.watches = watches;
        this.streams = streams;
    }

    Discovery.Subscription subscribe(K key, Executor executor, Consumer<U> listener) {
        Subscriber<U> subscriber = new Subscriber<>(executor, listener);
        loop.execute(() -> join(key, subscriber));
        return () -> {
            subscriber.close();
            loop.execute(() -> leave(key, subscriber));
        };
    }

    private void join(K key, Subscriber<U> subscriber) {
        if (closed || subscriber.closed()) {
            return;
        }
        Open<R, U> present = open.get(key);
        if (present != null) {
            present.watch().add(subscriber);
            return;
        }
        SharedWatch<R, U> watch = watches.apply(key);
        WatchStream<?, R> stream = streams.apply(key, watch);
        open.put(key, new Open<>(watch, stream));
        watch.add(subscriber);
        stream.start();
    }

    private void leave(K key, Subscriber<U> subscriber) {
        Open<R, U> present = open.get(key);
        if (present != null && present.watch().remove(subscriber)) {
            open.remove(key);
            present.stream().close();
        }
    }

    void close() {
        closed = true;
        open.values().forEach(each -> each.stream().close());
        open.clear();
    }

    /** A watch and the stream that feeds it. */
    private record Open<R, U>(SharedWatch<R, U> watch, WatchStream<?, R> stream) {}
}
