package io.reactivemesh.actors.faults;

import io.reactivemesh.actors.kube.KubernetesObserver;
import io.reactivemesh.actors.translate.ObjectKey;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a source noticed, so that a test can tell that its faults were felt. Any thread. */
final class Witness implements KubernetesObserver {
    private final Map<String, Integer> noticed = new TreeMap<>();

    @Override
    public void watchEnded(ObjectKey.Kind kind, WatchEnd reason) {
        count("watch " + reason);
    }

    @Override
    public void event(ObjectKey.Kind kind, Event event) {
        if (event == Event.STALE) {
            count("stale");
        }
    }

    @Override
    public void repaired(ObjectKey.Kind kind) {
        count("repaired");
    }

    @Override
    public void failed(ObjectKey.Kind kind) {
        count("failed");
    }

    private synchronized void count(String what) {
        noticed.merge(what, 1, Integer::sum);
    }

    /** What happened → how often: {@code watch SILENT}, {@code stale}. */
    synchronized Map<String, Integer> noticed() {
        return new TreeMap<>(noticed);
    }
}
