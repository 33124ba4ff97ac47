package io.reactivemesh.discovery.model.outbound;

import io.reactivemesh.discovery.model.ObjectRef;

/** What a policy, a route or a backend comes from. Proxies use it for metric labels and error texts, never for routing. */
public sealed interface PolicyRef {
    /** Something built in, such as {@code http} or {@code egress-fallback}. */
    record Default(String name) implements PolicyRef {}

    /** A Kubernetes object. */
    record Resource(ObjectRef object) implements PolicyRef {}
}
