package io.reactivemesh.proxy.control;

/**
 * A resource of the control plane, as labels name it. What nobody has made is of kind {@code default} and has only a name.
 *
 * @param group API group
 * @param port as text; empty when the whole resource is meant
 * @param section a named part of the resource; empty when there is none
 */
public record ResourceRef(String group, String kind, String namespace, String name, String port, String section) {

    /** Nothing is known of the destination. */
    public static final ResourceRef UNKNOWN = named("unknown");

    /** Something that stands for no resource. */
    public static ResourceRef named(String name) {
        return new ResourceRef("", "default", "", name, "", "");
    }

    /**
     * What an authority stands for.
     *
     * @param authority {@code host:port}; a Service when the host is {@code NAME.NAMESPACE.svc…}
     */
    public static ResourceRef of(String authority) {
        int colon = authority.lastIndexOf(':');
        String host = authority.substring(0, colon);
        String port = authority.substring(colon + 1);
        String[] parts = host.split("\\.", 4);
        return parts.length >= 3 && parts[2].equals("svc")
                ? new ResourceRef("core", "Service", parts[1], parts[0], port, "")
                : new ResourceRef("", "default", "", host, port, "");
    }

    /** As messages show it: {@code Service emojivoto/web:80}, or the bare name. */
    @Override
    public String toString() {
        String place = namespace.isEmpty() ? name : kind + " " + namespace + "/" + name;
        return port.isEmpty() ? place : place + ":" + port;
    }
}
