package io.reactivemesh.ops.controller;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.reactivemesh.actors.MeshNodeConfig;
import io.reactivemesh.actors.kube.KubernetesSourceConfig;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a control-plane node is told.
 *
 * @param dataDirectory where the log lies, and the last good version of each manifest; null = nothing is remembered over a restart
 * @param kubernetes how the Kubernetes API is read, if it is
 * @param node entities, their log, and what applies to all answers
 */
public record ControllerConfig(
        SourceChoice source,
        @Nullable Path dataDirectory,
        Listen listen,
        TranslationConfig translation,
        KubernetesSourceConfig kubernetes,
        MeshNodeConfig node) {

    /**
     * Where it listens.
     *
     * @param bind address of all listeners
     * @param port of the discovery services; 0 = any that is free
     * @param policyPort of the policy services; 0 = any that is free
     * @param adminPort of liveness, readiness and metrics; 0 = any that is free
     * @param drainDeadline how long streams may take to end before they are cut
     */
    public record Listen(String bind, int port, int policyPort, int adminPort, Duration drainDeadline) {
        public Listen {
            require(!bind.isEmpty(), "bind", bind, "an address of this machine");
            require(port >= 0 && port <= 65535, "port", port, "0..65535");
            require(policyPort >= 0 && policyPort <= 65535, "policy-port", policyPort, "0..65535");
            require(adminPort >= 0 && adminPort <= 65535, "admin-port", adminPort, "0..65535");
            require(
                    policyPort == 0 || policyPort != port,
                    "policy-port",
                    policyPort,
                    "another port than the discovery services'");
            require(
                    adminPort == 0 || (adminPort != port && adminPort != policyPort),
                    "admin-port",
                    adminPort,
                    "another port than those of discovery and policies");
            require(!drainDeadline.isNegative(), "drain-deadline", drainDeadline, "0 or more");
        }
    }

    /**
     * Reads what {@link Settings#of} put together.
     *
     * @throws IllegalArgumentException naming where it was set, the setting, what it is and what was expected
     */
    public static ControllerConfig of(Config settings) {
        try {
            return read(settings);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(located(String.valueOf(e.getMessage()), settings), e);
        }
    }

    private static ControllerConfig read(Config settings) {
        Config own = settings.getConfig(Settings.SECTION);
        String data = own.getString("data-dir");
        Path dataDirectory = data.isEmpty() ? null : Path.of(data);
        Listen listen = new Listen(
                own.getString("bind"),
                own.getInt("port"),
                own.getInt("policy-port"),
                own.getInt("admin-port"),
                own.getDuration("drain-deadline"));
        String namespace = own.getString("linkerd-namespace");
        require(namespace.matches("[a-zA-Z0-9-]+"), "linkerd-namespace", namespace, "letters, digits and -");
        String trustDomain = domain(own, "trust-domain");
        String clusterDomain = domain(own, "discovery.cluster-domain");
        MeshNodeConfig node = MeshNodeConfig.of(withJournal(settings, dataDirectory));
        return new ControllerConfig(
                SourceChoice.of(
                        own.getString("source"),
                        own.getString("kubernetes.kubeconfig"),
                        own.getString("kubernetes.context")),
                dataDirectory,
                listen,
                new TranslationConfig(
                        namespace, trustDomain, clusterDomain, node.discovery().defaultOpaquePorts(), true),
                KubernetesSourceConfig.of(settings),
                node);
    }

    /** A log in a file lies in the data directory, if it is not said where; without one there is no log. */
    private static Config withJournal(Config settings, @Nullable Path dataDirectory) {
        Config journal = settings.getConfig(Settings.SECTION).getConfig("journal");
        if (!journal.getString("kind").equals("file")
                || !journal.getString("directory").isEmpty()) {
            return settings;
        }
        Map<String, Object> choice =
                dataDirectory == null ? Map.of("kind", "none") : Map.of("directory", dataDirectory.toString());
        return ConfigFactory.parseMap(choice)
                .atPath(Settings.SECTION + ".journal")
                .withFallback(settings);
    }

    private static String domain(Config own, String key) {
        String text = own.getString(key);
        require(text.matches("[a-zA-Z0-9-]+(\\.[a-zA-Z0-9-]+)*"), key, text, "a domain without trailing dot");
        return text;
    }

    private static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": '" + value + "' (expected: " + expected + ")");
        }
    }

    /** Puts where the setting was made before what is wrong with it; a flag takes the place of the setting's name. */
    private static String located(String message, Config settings) {
        int colon = message.indexOf(": ");
        String key = colon < 0 ? "" : message.substring(0, colon);
        String place = Settings.known().containsKey(key) ? Settings.place(settings, key) : null;
        if (place == null) {
            return message;
        }
        return place.startsWith("--") ? place + message.substring(colon) : place + ": " + message;
    }
}
