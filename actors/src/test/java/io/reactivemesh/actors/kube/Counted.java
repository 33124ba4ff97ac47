package io.reactivemesh.actors.kube;

import io.reactivemesh.actors.translate.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps what an observer is told. Any thread. */
public final class Counted implements KubernetesObserver {
    public final List<WatchEnd> ends = Collections.synchronizedList(new ArrayList<>());
    public final List<ObjectKey.Kind> repairs = Collections.synchronizedList(new ArrayList<>());
    public final List<Duration> lags = Collections.synchronizedList(new ArrayList<>());
    public final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    public final Map<ObjectKey.Kind, Integer> objects = new ConcurrentHashMap<>();
    public final AtomicInteger lists = new AtomicInteger();
    public final AtomicInteger failures = new AtomicInteger();
    public final AtomicInteger requests = new AtomicInteger();
    public final AtomicLong bytes = new AtomicLong();

    @Override
    public void objects(ObjectKey.Kind kind, int count) {
        objects.put(kind, count);
    }

    @Override
    public void listed(ObjectKey.Kind kind, Duration took) {
        lists.incrementAndGet();
    }

    @Override
    public void failed(ObjectKey.Kind kind) {
        failures.incrementAndGet();
    }

    @Override
    public void watchEnded(ObjectKey.Kind kind, WatchEnd reason) {
        ends.add(reason);
    }

    @Override
    public void event(ObjectKey.Kind kind, Event event) {
        events.add(event);
    }

    @Override
    public void lag(ObjectKey.Kind kind, Duration lag) {
        lags.add(lag);
    }

    @Override
    public void repaired(ObjectKey.Kind kind) {
        repairs.add(kind);
    }

    @Override
    public void requested() {
        requests.incrementAndGet();
    }

    @Override
    public void received(long count) {
        bytes.addAndGet(count);
    }
}
