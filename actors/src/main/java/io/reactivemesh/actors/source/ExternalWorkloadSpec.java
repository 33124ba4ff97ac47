package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of {@code workload.linkerd.io ExternalWorkload}, as far as it is read.
 *
 * @param meshTLS since v1beta1
 * @param meshTls the same in v1alpha1
 */
record ExternalWorkloadSpec(
        @Nullable MeshTls meshTLS,
        @Nullable MeshTls meshTls,
        @Nullable List<@Nullable Port> ports,
        @Nullable List<@Nullable WorkloadIp> workloadIPs) {

    /** The whole object. */
    record Whole(
            @Nullable String apiVersion,
            @Nullable String kind,
            @Nullable ObjectMeta metadata,
            @Nullable ExternalWorkloadSpec spec,
            @Nullable Object status) {}

    /** What its proxy proves, and the name to ask for. */
    record MeshTls(@Nullable String identity, @Nullable String serverName) {}

    /** A port. */
    record Port(
            @Nullable String name,
            @Nullable Integer port,
            @Nullable String protocol) {}

    /** An address. */
    record WorkloadIp(@Nullable String ip) {}
}
