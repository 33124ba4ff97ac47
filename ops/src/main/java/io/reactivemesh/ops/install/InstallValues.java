package io.reactivemesh.ops.install;

/**
 * What an installation may choose.
 *
 * @param namespace of the control plane: letters, digits and {@code -}
 * @param createdBy who rendered the objects, e.g. {@code reactive-mesh/cli 1.0.0}
 */
public record InstallValues(String namespace, String createdBy) {
    public InstallValues {
        if (!namespace.matches("[a-zA-Z0-9-]+")) {
            throw new IllegalArgumentException(
                    "linkerd-namespace: '" + namespace + "' (expected: letters, digits and -)");
        }
    }
}
