package io.reactivemesh.actors.source;

/** Labels, annotations, and variables that Kubernetes and the mesh agreed on. */
final class Names {
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String ZONE = "topology.kubernetes.io/zone";
    static final String POD_TEMPLATE_HASH = "pod-template-hash";
    static final String CONTROL_PLANE_NS = "linkerd.io/control-plane-ns";
    static final String OPAQUE_PORTS = "config.linkerd.io/opaque-ports";
    static final String SKIP_INBOUND_PORTS = "config.linkerd.io/skip-inbound-ports";
    static final String MIRROR_GATEWAY_IDENTITY = "mirror.linkerd.io/remote-gateway-identity";
    static final String MIRROR_SERVICE = "mirror.linkerd.io/remote-svc-fq-name";
    static final String MIRROR_CLUSTER = "mirror.linkerd.io/cluster-name";
    static final String REMOTE_DISCOVERY = "multicluster.linkerd.io/remote-discovery";
    static final String REMOTE_SERVICE = "multicluster.linkerd.io/remote-service";
    /** The proxy's container in a pod, and its port in an ExternalWorkload. */
    static final String PROXY = "linkerd-proxy";

    static final String PROXY_INBOUND = "LINKERD2_PROXY_INBOUND_LISTEN_ADDR";
    static final String PROXY_CONTROL = "LINKERD2_PROXY_CONTROL_LISTEN_ADDR";
    static final String PROXY_ADMIN = "LINKERD2_PROXY_ADMIN_LISTEN_ADDR";

    private Names() {}
}
