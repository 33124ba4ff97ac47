package io.reactivemesh.actors.kube;

import io.reactivemesh.actors.translate.ObjectKey;
import java.util.List;

/**
 * Where the API has a kind.
 *
 * @param group empty for the core group
 * @param versions newest first; the first that the cluster serves is read
 * @param plural as in paths
 * @param need what it means when it can't be listed
 * @param metadataOnly labels, annotations and owners are all that is read, so no more is asked for
 */
record Resource(
        ObjectKey.Kind kind, String group, List<String> versions, String plural, Need need, boolean metadataOnly) {
    /** Everything that is read. */
    static final List<Resource> ALL = List.of(
            new Resource(ObjectKey.Kind.NAMESPACE, "", List.of("v1"), "namespaces", Need.REQUIRED, true),
            new Resource(ObjectKey.Kind.NODE, "", List.of("v1"), "nodes", Need.REQUIRED, true),
            new Resource(ObjectKey.Kind.SERVICE, "", List.of("v1"), "services", Need.REQUIRED, false),
            new Resource(
                    ObjectKey.Kind.ENDPOINT_SLICE,
                    "discovery.k8s.io",
                    List.of("v1"),
                    "endpointslices",
                    Need.REQUIRED,
                    false),
            new Resource(ObjectKey.Kind.POD, "", List.of("v1"), "pods", Need.REQUIRED, false),
            new Resource(ObjectKey.Kind.SERVICE_ACCOUNT, "", List.of("v1"), "serviceaccounts", Need.OPTIONAL, true),
            new Resource(ObjectKey.Kind.REPLICA_SET, "apps", List.of("v1"), "replicasets", Need.OPTIONAL, true),
            new Resource(ObjectKey.Kind.JOB, "batch", List.of("v1"), "jobs", Need.OPTIONAL, true),
            new Resource(
                    ObjectKey.Kind.SERVICE_PROFILE,
                    "linkerd.io",
                    List.of("v1alpha2", "v1alpha1"),
                    "serviceprofiles",
                    Need.OPTIONAL,
                    false),
            new Resource(
                    ObjectKey.Kind.SERVER,
                    "policy.linkerd.io",
                    List.of("v1beta3", "v1beta2", "v1beta1", "v1alpha1"),
                    "servers",
                    Need.OPTIONAL,
                    false),
            new Resource(
                    ObjectKey.Kind.EXTERNAL_WORKLOAD,
                    "workload.linkerd.io",
                    List.of("v1beta1", "v1alpha1"),
                    "externalworkloads",
                    Need.OPTIONAL,
                    false),
            new Resource(
                    ObjectKey.Kind.HTTP_ROUTE,
                    "gateway.networking.k8s.io",
                    List.of("v1", "v1beta1"),
                    "httproutes",
                    Need.OPTIONAL,
                    false),
            new Resource(
                    ObjectKey.Kind.GRPC_ROUTE,
                    "gateway.networking.k8s.io",
                    List.of("v1", "v1alpha2"),
                    "grpcroutes",
                    Need.OPTIONAL,
                    false),
            new Resource(
                    ObjectKey.Kind.POLICY_HTTP_ROUTE,
                    "policy.linkerd.io",
                    List.of("v1beta3", "v1beta2", "v1beta1", "v1alpha1"),
                    "httproutes",
                    Need.OPTIONAL,
                    false));

    /** What it means when a kind has never been listed. */
    enum Need {
        /** Nothing can be said to be complete. */
        REQUIRED,
        /** Much can be said without it; waited for, but not forever. */
        OPTIONAL
    }

    boolean required() {
        return need == Need.REQUIRED;
    }

    /** {@code pods}, {@code serviceprofiles.linkerd.io}: as in messages of the API. */
    String words() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
