package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
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
            core(ObjectKey.Kind.NAMESPACE, "namespaces").onlyMetadata(),
            core(ObjectKey.Kind.NODE, "nodes").onlyMetadata(),
            core(ObjectKey.Kind.SERVICE_ACCOUNT, "serviceaccounts")
                    .onlyMetadata()
                    .optional(),
            core(ObjectKey.Kind.SERVICE, "services"),
            core(ObjectKey.Kind.POD, "pods"),
            new Resource(
                    ObjectKey.Kind.ENDPOINT_SLICE,
                    "discovery.k8s.io",
                    List.of("v1"),
                    "endpointslices",
                    Need.REQUIRED,
                    false),
            new Resource(
                    ObjectKey.Kind.SERVICE_PROFILE,
                    "linkerd.io",
                    List.of("v1alpha2", "v1alpha1"),
                    "serviceprofiles",
                    Need.OPTIONAL,
                    false));

    /** What it means when a kind has never been listed. */
    enum Need {
        /** Nothing can be said to be complete. */
        REQUIRED,
        /** Much can be said without it; waited for, but not forever. */
        OPTIONAL
    }

    private static Resource core(ObjectKey.Kind kind, String plural) {
        return new Resource(kind, "", List.of("v1"), plural, Need.REQUIRED, false);
    }

    private Resource onlyMetadata() {
        return new Resource(kind, group, versions, plural, need, true);
    }

    private Resource optional() {
        return new Resource(kind, group, versions, plural, Need.OPTIONAL, metadataOnly);
    }

    boolean required() {
        return need == Need.REQUIRED;
    }

    /** {@code pods}, {@code serviceprofiles.linkerd.io}: as in messages of the API. */
    String words() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    ResourceDefinitionContext definition(String version) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind.text())
                .withPlural(plural)
                .withNamespaced(kind.namespaced())
                .build();
    }
}
