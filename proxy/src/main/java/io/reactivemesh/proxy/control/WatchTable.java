package io.reactivemesh.proxy.control;

import io.reactivemesh.wire.destination.GetDestination;
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
 * @param <R> wire message
 * @param <U> what subscribers are told
 */
final class WatchTable<R, U> {

    private final Executor loop;
    private final Function<String, ? extends SharedWatch<R, U>> watches;
    private final BiFunction<String, WatchStream.Watcher<R>, WatchStream<GetDestination, R>> streams;
    private final Map<String, Open<R, U>> open = new HashMap<>();
    private boolean closed;

    WatchTable(
            Executor loop,
            Function<String, ? extends SharedWatch<R, U>> watches,
            BiFunction<String, WatchStream.Watcher<R>, WatchStream<GetDestination, R>> streams) {
        this.loop = loop;
        this.watches = watches;
        this.streams = streams;
    }

    Discovery.Subscription subscribe(String path, Executor executor, Consumer<U> listener) {
        Subscriber<U> subscriber = new Subscriber<>(executor, listener);
        loop.execute(() -> join(path, subscriber));
        return () -> {
            subscriber.close();
            loop.execute(() -> leave(path, subscriber));
        };
    }

    private void join(String path, Subscriber<U> subscriber) {
        if (closed || subscriber.closed()) {
            return;
        }
        Open<R, U> present = open.get(path);
        if (present != null) {
            present.watch().add(subscriber);
            return;
        }
        SharedWatch<R, U> watch = watches.apply(path);
        WatchStream<GetDestination, R> stream = streams.apply(path, watch);
        open.put(path, new Open<>(watch, stream));
        watch.add(subscriber);
        stream.start();
    }

    private void leave(String path, Subscriber<U> subscriber) {
        Open<R, U> present = open.get(path);
        if (present != null && present.watch().remove(subscriber)) {
            open.remove(path);
            present.stream().close();
        }
    }

    void close() {
        closed = true;
        open.values().forEach(each -> each.stream().close());
        open.clear();
    }

    /** A watch and the stream that feeds it. */
    private record Open<R, U>(SharedWatch<R, U> watch, WatchStream<GetDestination, R> stream) {}
}
