package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import java.util.List;
import java.util.function.UnaryOperator;

/** One page of a list. */
final class KubeObjectList implements KubernetesResourceList<KubeObject> {
    private static final long serialVersionUID = 1;

    private final ListMeta metadata;
    private final transient List<KubeObject> items;

    KubeObjectList(ListMeta metadata, List<KubeObject> items) {
        this.metadata = metadata;
        this.items = items;
    }

    /** What a cluster lists that does not have the kind. */
    static KubeObjectList empty() {
        ListMeta metadata = new ListMeta();
        metadata.setResourceVersion("");
        return new KubeObjectList(metadata, List.of());
    }

    KubeObjectList map(UnaryOperator<KubeObject> change) {
        return new KubeObjectList(metadata, items.stream().map(change).toList());
    }

    @Override
    public ListMeta getMetadata() {
        return metadata;
    }

    @Override
    public List<KubeObject> getItems() {
        return items;
    }
}
