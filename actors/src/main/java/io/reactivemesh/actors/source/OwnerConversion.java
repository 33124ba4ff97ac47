package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.reactivemesh.actors.translate.Fact.Owner;
import io.reactivemesh.actors.translate.Fact.OwnerFact;
import io.reactivemesh.actors.translate.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who owns an object, from its metadata alone; and ReplicaSets and Jobs, of which nothing else matters, to facts. */
final class OwnerConversion {
    private OwnerConversion() {}

    /** A ReplicaSet or a Job, with a namespace. */
    static OwnerFact convert(ObjectKey.Kind kind, ObjectMeta metadata) {
        return new OwnerFact(
                new ObjectKey(kind, metadata.getNamespace(), metadata.getName()), controllerOrOnly(metadata));
    }

    /** Several owners, or none, leave a workload its own. */
    static @Nullable Owner only(ObjectMeta metadata) {
        List<OwnerReference> owners = Fields.list(metadata.getOwnerReferences());
        return owners.size() == 1 ? owner(0, owners.getFirst()) : null;
    }

    private static @Nullable Owner controllerOrOnly(ObjectMeta metadata) {
        List<OwnerReference> owners = Fields.list(metadata.getOwnerReferences());
        for (int i = 0; i < owners.size(); i++) {
            if (Fields.isTrue(owners.get(i).getController())) {
                return owner(i, owners.get(i));
            }
        }
        return only(metadata);
    }

    private static Owner owner(int index, OwnerReference reference) {
        if (!Fields.isSet(reference.getKind()) || !Fields.isSet(reference.getName())) {
            throw Refusal.of("metadata.ownerReferences[" + index + "]", null, "kind and name of the owner");
        }
        return new Owner(reference.getKind(), reference.getName());
    }
}
