package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.Labels;

/**
 * A resource of the control plane, as labels name it. What nobody has made is of kind {@code default} and has only a name.
 *
 * @param group API group
 * @param port as text; empty when the whole resource is meant
 */
record ResourceRef(String group, String kind, String namespace, String name, String port) {

    /** Nothing is known of the destination. */
    static final ResourceRef UNKNOWN = named("unknown");

    /** Something that stands for no resource. */
    static ResourceRef named(String name) {
        return new ResourceRef("", "default", "", name, "");
    }

    /**
     * What an authority stands for.
     *
     * @param authority {@code host:port}; a Service when the host is {@code NAME.NAMESPACE.svc…}
     */
    static ResourceRef of(String authority) {
        int colon = authority.lastIndexOf(':');
        String host = authority.substring(0, colon);
        String port = authority.substring(colon + 1);
        String[] parts = host.split("\\.", 4);
        return parts.length >= 3 && parts[2].equals("svc")
                ? new ResourceRef("core", "Service", parts[1], parts[0], port)
                : new ResourceRef("", "default", "", host, port);
    }

    /** The labels that name a route: {@code route_group}, …. */
    Labels asRoute() {
        return labels("route");
    }

    /** The labels that name what traffic is addressed to: {@code parent_group}, …, {@code parent_port}, …. */
    Labels asParent() {
        return withPort("parent");
    }

    /** The labels that name what traffic is sent to: {@code backend_group}, …, {@code backend_port}, …. */
    Labels asBackend() {
        return withPort("backend");
    }

    private Labels withPort(String prefix) {
        return labels(prefix).and(prefix + "_port", port).and(prefix + "_section_name", "");
    }

    private Labels labels(String prefix) {
        return Labels.of(prefix + "_group", group)
                .and(prefix + "_kind", kind)
                .and(prefix + "_namespace", namespace)
                .and(prefix + "_name", name);
    }
}
