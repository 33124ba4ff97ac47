package io.reactivemesh.ops.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The pods that run, kept equal to those of the manifests. A pod that leaves goes on for a moment, as a preStop sleep does in a cluster,
 * so that its clients have heard of it from the control plane before it stops listening. Main thread only.
 */
final class Pods {
    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final RunningPod.Surroundings surroundings;
    private final SortedMap<String, RunningPod> running = new TreeMap<>();
    private final List<Leaving> leaving = new ArrayList<>();
    private final SortedMap<String, String> refused = new TreeMap<>();

    private record Leaving(RunningPod pod, long untilNanos) {}

    Pods(RunningPod.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Collection<RunningPod> all() {
        return List.copyOf(running.values());
    }

    /** Starts the proxies of new pods, restarts what changed, and marks as leaving what is no longer wanted. */
    void reconcile(SortedMap<String, PodPlan> wanted, long nowNanos) throws InterruptedException {
        refused.keySet().retainAll(wanted.keySet());
        for (RunningPod pod : all()) {
            PodPlan plan = wanted.get(pod.plan().id());
            if (plan == null) {
                surroundings.say().accept("pod " + pod.plan().name() + " leaves");
                leave(pod, nowNanos);
            } else if (!plan.equals(pod.plan())) {
                change(pod, plan, nowNanos);
            }
        }
        for (PodPlan plan : wanted.values()) {
            if (!running.containsKey(plan.id())) {
                start(plan);
            }
        }
    }

    private void change(RunningPod pod, PodPlan plan, long nowNanos) {
        if (pod.keepsProxyFor(plan)) {
            surroundings.say().accept("pod " + plan.name() + " changed; its containers start again");
            pod.replaceContainers(plan);
        } else {
            surroundings.say().accept("pod " + plan.name() + " changed; it starts again");
            leave(pod, nowNanos);
        }
    }

    private void leave(RunningPod pod, long nowNanos) {
        running.remove(pod.plan().id());
        leaving.add(new Leaving(pod, nowNanos + LEAVING.toNanos()));
    }

    private void start(PodPlan plan) throws InterruptedException {
        if (leaving.stream().anyMatch(gone -> gone.pod().plan().ip().equals(plan.ip()))) {
            // Its address is still in use by its predecessor; the next round starts it.
            return;
        }
        String problem = problem(plan);
        if (problem != null) {
            refuse(plan, problem);
            return;
        }
        try {
            RunningPod pod = new RunningPod(plan, surroundings);
            refused.remove(plan.id());
            running.put(plan.id(), pod);
            pod.startProxy();
        } catch (PodHost.NoRoom e) {
            refuse(plan, String.valueOf(e.getMessage()));
        }
    }

    /** Says it once. */
    private void refuse(PodPlan plan, String problem) {
        if (!problem.equals(refused.put(plan.id(), problem))) {
            surroundings.say().accept("pod " + plan.name() + " cannot run here: " + problem);
        }
    }

    private @Nullable String problem(PodPlan plan) {
        for (RunningPod other : running.values()) {
            if (other.plan().ip().equals(plan.ip())) {
                return plan.ip() + " is the address of " + other.plan().id() + " too";
            }
        }
        return surroundings.host().problem(plan);
    }

    /** Ends the pods whose time has come and starts the containers of those whose proxy has become ready. */
    void tick(long nowNanos) {
        leaving.removeIf(gone -> {
            if (nowNanos - gone.untilNanos() < 0) {
                return false;
            }
            gone.pod().stopProxy().join();
            gone.pod().stopContainers();
            gone.pod().leave();
            return true;
        });
        for (RunningPod pod : running.values()) {
            if (!pod.containersStarted() && pod.proxy().status().state() == KeptProcess.State.READY) {
                pod.startContainers();
            }
        }
    }

    /** Starts all containers, those that serve first. */
    void startContainers() {
        all().stream().filter(RunningPod::serves).forEach(RunningPod::startContainers);
        all().stream().filter(pod -> !pod.serves()).forEach(RunningPod::startContainers);
    }

    /** Completes when each proxy was ready once; with how long the slowest took since its start. */
    CompletableFuture<Duration> proxiesReady() {
        CompletableFuture<Duration> slowest = CompletableFuture.completedFuture(Duration.ZERO);
        for (RunningPod pod : running.values()) {
            slowest = slowest.thenCombine(pod.proxy().firstReady(), (a, b) -> a.compareTo(b) > 0 ? a : b);
        }
        return slowest;
    }

    /** Pods by workload. */
    Map<String, List<RunningPod>> byWorkload() {
        Map<String, List<RunningPod>> byWorkload = new TreeMap<>();
        running.values()
                .forEach(pod -> byWorkload
                        .computeIfAbsent(pod.plan().workload(), _ -> new ArrayList<>())
                        .add(pod));
        return byWorkload;
    }

    /** Ends everything: those that send first, then those that serve, then the proxies, all at once. */
    void stop() {
        leaving.forEach(gone -> running.putIfAbsent(gone.pod().plan().id() + " leaving", gone.pod()));
        leaving.clear();
        all().stream().filter(pod -> !pod.serves()).forEach(RunningPod::stopContainers);
        all().stream().filter(RunningPod::serves).forEach(RunningPod::stopContainers);
        CompletableFuture.allOf(all().stream().map(RunningPod::stopProxy).toArray(CompletableFuture[]::new))
                .join();
        all().forEach(RunningPod::leave);
        running.clear();
    }
}
