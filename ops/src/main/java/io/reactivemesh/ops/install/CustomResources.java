package io.reactivemesh.ops.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The definitions of the mesh's own kinds, equal in effect to Linkerd's: a manifest that was written for Linkerd is taken as it is. The
 * Gateway API's kinds are not among them, they come from their own project; neither is {@code Link}, which the multicluster extension brings.
 */
public final class CustomResources {
    /** Names of the definitions, and of their files in {@code ops/deploy/crds}. */
    static final List<String> NAMES = List.of(
            "authorizationpolicies.policy.linkerd.io",
            "egressnetworks.policy.linkerd.io",
            "externalworkloads.workload.linkerd.io",
            "httplocalratelimitpolicies.policy.linkerd.io",
            "httproutes.policy.linkerd.io",
            "meshtlsauthentications.policy.linkerd.io",
            "networkauthentications.policy.linkerd.io",
            "serverauthorizations.policy.linkerd.io",
            "servers.policy.linkerd.io",
            "serviceprofiles.linkerd.io");

    private CustomResources() {}

    /** One CustomResourceDefinition for each kind. */
    public static List<ObjectNode> render(InstallValues values) {
        return NAMES.stream()
                .flatMap(name -> Templates.read("crds/" + name + ".yaml").stream())
                .map(definition -> Marks.set(definition, values))
                .toList();
    }
}
