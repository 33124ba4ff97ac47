package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.reactivemesh.actors.WireWords;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Watches one destination while its pods are replaced, and compares each removal with what the API server says of the pod at that time. */
final class Rollout implements StreamObserver<Update> {
    private final KubernetesClient client;
    private final String namespace;
    private final SortedMap<String, String> known = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private int updates;
    private int fewest = Integer.MAX_VALUE;

    Rollout(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    void watch(ManagedChannel channel, String authority) {
        DestinationGrpc.newStub(channel)
                .get(GetDestination.newBuilder().setPath(authority).build(), this);
    }

    /** Counts from here. */
    synchronized void begin() {
        updates = 0;
        fewest = known.size();
    }

    /** {@code ip:port} → pod. */
    synchronized Map<String, String> known() {
        return new TreeMap<>(known);
    }

    /** Messages so far. */
    synchronized int updates() {
        return updates;
    }

    /** The fewest endpoints that were known after any message. */
    synchronized int fewest() {
        return fewest;
    }

    /** What should not have been said. */
    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public synchronized void onNext(Update update) {
        updates++;
        if (update.hasNoEndpoints()) {
            problems.add("message " + updates + ": no endpoints");
            known.clear();
        }
        update.getAdd().getAddrsList().forEach(endpoint -> {
            String address = WireWords.address(endpoint.getAddr());
            String pod = endpoint.getMetricLabelsOrDefault("pod", "");
            String before = known.put(address, pod);
            if (before != null && !before.equals(pod) && isServing(before)) {
                problems.add("message " + updates + ": " + address + " went from " + before + " to " + pod
                        + ", and the first still serves");
            }
        });
        update.getRemove().getAddrsList().forEach(removed -> {
            String address = WireWords.address(removed);
            String pod = known.remove(address);
            if (pod == null) {
                problems.add("message " + updates + ": " + address + " removed, but it was not there");
            } else if (isServing(pod)) {
                problems.add("message " + updates + ": " + address + " removed, but " + pod + " serves");
            }
        });
        fewest = Math.min(fewest, known.size());
    }

    private boolean isServing(String name) {
        Pod pod = client.pods().inNamespace(namespace).withName(name).get();
        return pod != null
                && pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(each -> each.getType().equals("Ready")
                                && each.getStatus().equals("True"));
    }

    @Override
    public synchronized void onError(Throwable failure) {
        problems.add("the stream broke: " + failure);
    }

    @Override
    public synchronized void onCompleted() {
        problems.add("the stream was completed");
    }
}
