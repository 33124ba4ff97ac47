package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.Resolution;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;

/** A source of answers that a test sets by hand; answers as the ports promise: newest wins, the same object to all. */
final class FakeWatch<Q, T> {
    private final AtomicLong number = new AtomicLong();
    private final Map<Q, Resolution<T>> answers = new ConcurrentHashMap<>();
    private final Map<Q, List<SourceQueueWithComplete<Resolution<T>>>> watchers = new ConcurrentHashMap<>();

    void set(Q query, T value) {
        set(query, new Resolution.Found<>(value, new Revision(1, number.getAndIncrement())));
    }

    synchronized void set(Q query, Resolution<T> answer) {
        answers.put(query, answer);
        watchers(query).forEach(watcher -> watcher.offer(answer));
    }

    Source<Resolution<T>, NotUsed> watch(Q query) {
        return Source.<Resolution<T>>queue(1, OverflowStrategy.dropHead()).mapMaterializedValue(watcher -> {
            subscribe(query, watcher);
            return NotUsed.getInstance();
        });
    }

    private synchronized void subscribe(Q query, SourceQueueWithComplete<Resolution<T>> watcher) {
        watchers(query).add(watcher);
        Resolution<T> answer = answers.get(query);
        if (answer != null) {
            watcher.offer(answer);
        }
    }

    private List<SourceQueueWithComplete<Resolution<T>>> watchers(Q query) {
        return watchers.computeIfAbsent(query, _ -> new CopyOnWriteArrayList<>());
    }
}
