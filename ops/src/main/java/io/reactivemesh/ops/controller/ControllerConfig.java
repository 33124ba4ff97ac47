package io.reactivemesh.ops.controller;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a control-plane node is told.
 *
 * @param source folder or file of Kubernetes manifests; {@code -} = standard input, read once
 * @param dataDirectory where the journal lies; null = no journal: nothing is remembered over a restart
 * @param bind address of all listeners
 * @param port of the discovery services; 0 = any that is free
 * @param adminPort of liveness, readiness and metrics; 0 = any that is free
 * @param clusterDomain suffix of service names
 * @param trustDomain suffix of identities
 * @param controlPlaneNamespace the namespace that meshed pods name as their control plane's
 */
public record ControllerConfig(
        String source,
        @Nullable Path dataDirectory,
        String bind,
        int port,
        int adminPort,
        String clusterDomain,
        String trustDomain,
        String controlPlaneNamespace) {
    public static final int DEFAULT_PORT = 8086;
    public static final int DEFAULT_ADMIN_PORT = 9990;

    public ControllerConfig {
        require(!source.isEmpty(), "source", source, "a folder, a file or -");
        require(!bind.isEmpty(), "bind", bind, "an address of this machine");
        require(port >= 0 && port <= 65535, "port", port, "0..65535");
        require(adminPort >= 0 && adminPort <= 65535, "admin-port", adminPort, "0..65535");
        require(port == 0 || port != adminPort, "admin-port", adminPort, "another port than the discovery services'");
        require(isDomain(clusterDomain), "cluster-domain", clusterDomain, "a domain without trailing dot");
        require(isDomain(trustDomain), "trust-domain", trustDomain, "a domain without trailing dot");
        require(
                controlPlaneNamespace.matches("[a-zA-Z0-9-]+"),
                "linkerd-namespace",
                controlPlaneNamespace,
                "letters, digits and -");
    }

    private static boolean isDomain(String text) {
        return text.matches("[a-zA-Z0-9-]+(\\.[a-zA-Z0-9-]+)*");
    }

    private static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": '" + value + "' (expected: " + expected + ")");
        }
    }
}
