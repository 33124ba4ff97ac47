package io.reactivemesh.actors;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;

/** Configurations for tests: patient where a busy machine may be slow, impatient where a test would have to wait. */
public final class TestNodes {
    private TestNodes() {}

    public static MeshNodeConfig inDirectory(Path directory) {
        return with(
                Map.of("reactive-mesh.journal.kind", "file", "reactive-mesh.journal.directory", directory.toString()));
    }

    /** A database in memory that outlives the node. */
    public static MeshNodeConfig inMemory(String name) {
        return with(Map.of(
                "reactive-mesh.journal.kind",
                "database",
                "reactive-mesh.journal.url",
                "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1",
                "reactive-mesh.journal.delete-old-events",
                false));
    }

    public static MeshNodeConfig with(Map<String, ?> keys) {
        return MeshNodeConfig.of(ConfigFactory.parseMap(keys)
                .withFallback(ConfigFactory.parseMap(Map.of(
                        "reactive-mesh.journal.open-deadline", "60s",
                        "reactive-mesh.journal.drain-deadline", "30s",
                        "reactive-mesh.entities.recovery-deadline", "30s",
                        "reactive-mesh.entities.source-deadline", "60s",
                        "reactive-mesh.entities.retry", "200ms",
                        "pekko-persistence-jdbc.shared-databases.slick.db.connectionTimeout", 20_000)))
                .withFallback(MeshNodeConfig.defaults()));
    }
}
