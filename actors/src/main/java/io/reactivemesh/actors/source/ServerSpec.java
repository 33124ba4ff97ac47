package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/** The shape of {@code policy.linkerd.io Server}, the same in all its versions as far as it is read. */
record ServerSpec(
        @Nullable LabelSelector podSelector,
        @Nullable LabelSelector externalWorkloadSelector,
        @Nullable IntOrString port,
        @Nullable String proxyProtocol,
        @Nullable String accessPolicy) {

    /** The whole object. */
    record Whole(
            @Nullable String apiVersion,
            @Nullable String kind,
            @Nullable ObjectMeta metadata,
            @Nullable ServerSpec spec) {}
}
