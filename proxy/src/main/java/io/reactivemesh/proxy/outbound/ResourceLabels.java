package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.control.ResourceRef;

/** The labels that name resources of the control plane. */
final class ResourceLabels {

    private ResourceLabels() {}

    /** The labels that name a route: {@code route_group}, …. */
    static Labels route(ResourceRef resource) {
        return labels("route", resource);
    }

    /** The labels that name what traffic is addressed to: {@code parent_group}, …, {@code parent_port}, …. */
    static Labels parent(ResourceRef resource) {
        return withPort("parent", resource);
    }

    /** The labels that name what traffic is sent to: {@code backend_group}, …, {@code backend_port}, …. */
    static Labels backend(ResourceRef resource) {
        return withPort("backend", resource);
    }

    private static Labels withPort(String prefix, ResourceRef resource) {
        return labels(prefix, resource)
                .and(prefix + "_port", resource.port())
                .and(prefix + "_section_name", resource.section());
    }

    private static Labels labels(String prefix, ResourceRef resource) {
        return Labels.of(prefix + "_group", resource.group())
                .and(prefix + "_kind", resource.kind())
                .and(prefix + "_namespace", resource.namespace())
                .and(prefix + "_name", resource.name());
    }
}
