package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.workload.PortSet;
import java.util.List;

/**
 * What translation has to know of the installation.
 *
 * @param controlPlaneNamespace pods whose {@code linkerd.io/control-plane-ns} equals it have an identity of ours
 * @param trustDomain last part of identities
 * @param clusterDomain last part of service names
 * @param defaultOpaquePorts where neither object nor namespace says
 * @param identity whether meshed workloads prove an identity; false = all plaintext
 */
public record TranslationConfig(
        String controlPlaneNamespace,
        String trustDomain,
        String clusterDomain,
        PortSet defaultOpaquePorts,
        boolean identity) {
    /** The values of an installation that changes nothing. */
    public static final TranslationConfig DEFAULT = new TranslationConfig(
            "linkerd",
            "cluster.local",
            "cluster.local",
            PortList.parse("25,587,3306,4444,5432,6379,9300,11211").list().numbers(),
            true);

    public TranslationConfig {
        for (String part : List.of(controlPlaneNamespace, trustDomain, clusterDomain)) {
            if (part.isEmpty() || part.startsWith(".") || part.endsWith(".")) {
                throw new IllegalArgumentException("translation: '" + part + "' (expected: a DNS name, no outer dots)");
            }
        }
    }

    /** The same without identities: every endpoint is plaintext. */
    public TranslationConfig withoutIdentity() {
        return new TranslationConfig(controlPlaneNamespace, trustDomain, clusterDomain, defaultOpaquePorts, false);
    }
}
