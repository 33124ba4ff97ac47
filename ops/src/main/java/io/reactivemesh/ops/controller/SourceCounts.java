package io.reactivemesh.ops.controller;

import io.reactivemesh.actors.kube.KubernetesObserver;
import io.reactivemesh.actors.translate.ObjectKey;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** How reading the Kubernetes API went so far. Any thread. */
final class SourceCounts implements KubernetesObserver {
    private final Map<ObjectKey.Kind, OfKind> byKind = each(ObjectKey.Kind.class, OfKind::new);
    private final LongAdder requests = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();

    @Override
    public void objects(ObjectKey.Kind kind, int objects) {
        of(kind).objects.set(objects);
    }

    @Override
    public void listed(ObjectKey.Kind kind, Duration took) {
        of(kind).lists.record(took);
    }

    @Override
    public void failed(ObjectKey.Kind kind) {
        of(kind).failures.increment();
    }

    @Override
    public void watchEnded(ObjectKey.Kind kind, WatchEnd reason) {
        get(of(kind).watchEnds, reason).increment();
    }

    @Override
    public void event(ObjectKey.Kind kind, Event event) {
        get(of(kind).events, event).increment();
    }

    @Override
    public void lag(ObjectKey.Kind kind, Duration lag) {
        of(kind).lag.record(lag);
    }

    @Override
    public void repaired(ObjectKey.Kind kind) {
        of(kind).repairs.increment();
    }

    @Override
    public void requested() {
        requests.increment();
    }

    @Override
    public void received(long bytes) {
        receivedBytes.add(bytes);
    }

    OfKind of(ObjectKey.Kind kind) {
        return get(byKind, kind);
    }

    long requests() {
        return requests.sum();
    }

    long receivedBytes() {
        return receivedBytes.sum();
    }

    private static <K extends Enum<K>, V> Map<K, V> each(Class<K> keys, Supplier<V> value) {
        Map<K, V> map = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            map.put(key, value.get());
        }
        return map;
    }

    private static <K extends Enum<K>, V> V get(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key), "every key has its count");
    }

    /** Of one kind. */
    static final class OfKind {
        final AtomicInteger objects = new AtomicInteger();
        final LongAdder failures = new LongAdder();
        final LongAdder repairs = new LongAdder();
        final Durations lists = new Durations();
        final Durations lag = new Durations();
        private final Map<Event, LongAdder> events = each(Event.class, LongAdder::new);
        private final Map<WatchEnd, LongAdder> watchEnds = each(WatchEnd.class, LongAdder::new);

        private OfKind() {}

        long events(Event event) {
            return get(events, event).sum();
        }

        long watchEnds(WatchEnd reason) {
            return get(watchEnds, reason).sum();
        }
    }
}
