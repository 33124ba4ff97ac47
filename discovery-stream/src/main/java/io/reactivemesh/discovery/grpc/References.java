package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.outbound.PolicyRef;
import io.reactivemesh.wire.meta.Metadata;
import io.reactivemesh.wire.meta.Resource;

/** What an answer comes from, on the wire ({@code meta.proto}). */
final class References {
    private References() {}

    static Metadata toWire(PolicyRef ref) {
        return switch (ref) {
            case PolicyRef.Default(String name) ->
                Metadata.newBuilder().setDefault(name).build();
            case PolicyRef.Resource(ObjectRef object) -> toWire(object);
        };
    }

    static Metadata toWire(ObjectRef ref) {
        return Metadata.newBuilder()
                .setResource(Resource.newBuilder()
                        .setGroup(ref.group())
                        .setKind(ref.kind())
                        .setNamespace(ref.namespace())
                        .setName(ref.name())
                        .setPort(ref.port()))
                .build();
    }
}
