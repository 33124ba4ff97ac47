package io.reactivemesh.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.reactivemesh.actors.entity.Timing;
import io.reactivemesh.actors.journal.Retention;
import io.reactivemesh.actors.service.DiscoverySettings;
import io.reactivemesh.actors.service.PolicySettings;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.discovery.model.Http2ClientParams;
import io.reactivemesh.discovery.model.IpNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a node is to be.
 *
 * @param openDeadline how long a start waits for the database before it goes on without
 * @param drainDeadline how long a stop waits for the last changes to be written
 * @param pekko configuration of the actor system, over our own defaults
 */
public record MeshNodeConfig(
        DiscoverySettings discovery,
        PolicySettings policy,
        JournalChoice journal,
        Retention retention,
        Timing timing,
        Duration openDeadline,
        Duration drainDeadline,
        Config pekko) {

    private static final String PEKKO = "reactive-mesh-pekko.conf";

    /**
     * All defaults: {@code reference.conf} of every module, over it our own settings for Pekko, over those an {@code application.conf} and
     * system properties. The order of the class path has no part in it.
     */
    public static Config defaults() {
        return defaults(MeshNodeConfig.class.getClassLoader());
    }

    static Config defaults(ClassLoader loader) {
        Config pekko = ConfigFactory.parseResources(
                loader, PEKKO, ConfigParseOptions.defaults().setAllowMissing(false));
        return ConfigFactory.load(
                loader, ConfigFactory.defaultApplication(loader).withFallback(pekko));
    }

    /** The defaults, with the log in a directory. */
    public static MeshNodeConfig inDirectory(Path directory) {
        Config config = ConfigFactory.parseMap(
                Map.of("reactive-mesh.journal.kind", "file", "reactive-mesh.journal.directory", directory.toString()));
        return of(config.withFallback(defaults()));
    }

    /** The defaults, recording nothing. */
    public static MeshNodeConfig withoutJournal() {
        Config config = ConfigFactory.parseMap(Map.of("reactive-mesh.journal.kind", "none"));
        return of(config.withFallback(defaults()));
    }

    /**
     * Reads the keys below {@code reactive-mesh}; all others go to the actor system.
     *
     * @throws IllegalArgumentException naming the key, what it is and what was expected
     */
    public static MeshNodeConfig of(Config config) {
        Config mesh = config.getConfig("reactive-mesh");
        Config journal = mesh.getConfig("journal");
        return new MeshNodeConfig(
                discovery(mesh.getConfig("discovery")),
                policy(mesh.getConfig("policy"), mesh.getString("discovery.cluster-domain")),
                choice(journal),
                new Retention(
                        journal.getInt("snapshot-every"),
                        journal.getInt("keep-snapshots"),
                        journal.getBoolean("delete-old-events")),
                timing(mesh.getConfig("entities")),
                journal.getDuration("open-deadline"),
                journal.getDuration("drain-deadline"),
                config);
    }

    /** As this, with other discovery settings. */
    public MeshNodeConfig withDiscovery(DiscoverySettings other) {
        return new MeshNodeConfig(other, policy, journal, retention, timing, openDeadline, drainDeadline, pekko);
    }

    /** As this, with other patience. */
    public MeshNodeConfig withTiming(Timing other) {
        return new MeshNodeConfig(discovery, policy, journal, retention, other, openDeadline, drainDeadline, pekko);
    }

    private static DiscoverySettings discovery(Config config) {
        Config http2 = config.getConfig("meshed-http2");
        return new DiscoverySettings(
                config.getString("cluster-domain"),
                config.getBoolean("force-opaque-transport"),
                config.getBoolean("h2-upgrade"),
                config.getBoolean("ipv6"),
                PortSet.of(config.getIntList("default-opaque-ports").stream()
                        .map(port -> new PortSet.Range(port, port))
                        .toList()),
                new Http2ClientParams(
                        http2.getDuration("keep-alive-interval"),
                        http2.getDuration("keep-alive-timeout"),
                        http2.getBoolean("while-idle")),
                config.getBoolean("zone-weights"));
    }

    private static PolicySettings policy(Config config, String clusterDomain) {
        List<String> networks = config.getStringList("cluster-networks");
        try {
            return new PolicySettings(
                    clusterDomain,
                    networks.stream().map(IpNetwork::parse).toList(),
                    config.getBoolean("allow-l5d-request-headers"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("policy.cluster-networks: " + e.getMessage(), e);
        }
    }

    private static Timing timing(Config config) {
        return new Timing(
                config.getDuration("recovery-deadline"),
                config.getDuration("source-deadline"),
                config.getDuration("retry"),
                config.getDuration("passivate-after"),
                config.getDuration("hub-linger"),
                config.getDuration("record-after"),
                config.getInt("unrecorded-bound"));
    }

    private static JournalChoice choice(Config config) {
        String kind = config.getString("kind");
        return switch (kind) {
            case "file" -> {
                String directory = config.getString("directory");
                if (directory.isEmpty()) {
                    throw new IllegalArgumentException("journal.directory: '' (expected: a path)");
                }
                yield new JournalChoice.InDirectory(Path.of(directory));
            }
            case "database" ->
                new JournalChoice.InDatabase(
                        config.getString("url"),
                        config.getString("driver"),
                        config.getString("profile"),
                        config.getString("user"),
                        config.getString("password"));
            case "none" -> new JournalChoice.Nowhere();
            default ->
                throw new IllegalArgumentException("journal.kind: '" + kind + "' (expected: file, database or none)");
        };
    }

    /** The configuration of the actor system, with the database in the places where its plugins look for it. */
    Config forPekko() {
        Map<String, Object> database = switch (journal) {
            // Without a write delay an acknowledged change survives a kill; the default loses the last half second.
            // Closing is
            // ours: H2's own shutdown hook would run beside the drain.
            case JournalChoice.InDirectory(Path directory) ->
                Map.of(
                        "profile",
                        "slick.jdbc.H2Profile$",
                        "db.driver",
                        "org.h2.Driver",
                        "db.url",
                        "jdbc:h2:file:" + directory.toAbsolutePath().resolve("journal")
                                + ";WRITE_DELAY=0;TRACE_LEVEL_FILE=0;DB_CLOSE_ON_EXIT=FALSE");
            case JournalChoice.InDatabase to ->
                Map.of(
                        "profile",
                        to.profile(),
                        "db.driver",
                        to.driver(),
                        "db.url",
                        to.url(),
                        "db.user",
                        to.user(),
                        "db.password",
                        to.password());
            case JournalChoice.Nowhere _ -> Map.of();
        };
        return ConfigFactory.parseMap(database)
                .atPath("pekko-persistence-jdbc.shared-databases.slick")
                .withFallback(pekko)
                .resolve();
    }
}
