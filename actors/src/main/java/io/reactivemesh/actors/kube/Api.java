package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.client.Client;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.dsl.internal.HasMetadataOperationsImpl;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the API is asked about one resource. Requests are sent once; whoever asks tries again. */
interface Api {
    /** One page. */
    CompletableFuture<KubeObjectList> list(ListOptions options);

    /**
     * Begins a watch.
     *
     * @param watcher told from one thread at a time
     */
    CompletableFuture<? extends Watch> watch(ListOptions options, Watcher<KubeObject> watcher);

    /**
     * A resource in one of its versions, over a client.
     *
     * @param client reads {@link KubeObject}s and does not try again by itself
     */
    static Api of(KubernetesClient client, Resource resource, String version) {
        HasMetadataOperationsImpl<KubeObject, KubeObjectList> operation = new HasMetadataOperationsImpl<>(
                client.adapt(Client.class), resource.definition(version), KubeObject.class, KubeObjectList.class);
        return new Api() {
            @Override
            public CompletableFuture<KubeObjectList> list(ListOptions options) {
                return operation.submitList(options);
            }

            @Override
            public CompletableFuture<? extends Watch> watch(ListOptions options, Watcher<KubeObject> watcher) {
                return operation.submitWatch(options, watcher);
            }
        };
    }

    /** A resource in all its versions, newest first. */
    static List<Api> of(KubernetesClient client, Resource resource) {
        List<Api> apis = new ArrayList<>();
        resource.versions().forEach(version -> apis.add(of(client, resource, version)));
        return apis;
    }
}
