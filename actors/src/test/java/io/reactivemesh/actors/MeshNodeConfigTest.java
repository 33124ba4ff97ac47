package io.reactivemesh.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.reactivemesh.actors.entity.Timing;
import io.reactivemesh.actors.journal.Retention;
import io.reactivemesh.actors.service.DiscoverySettings;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.discovery.model.Http2ClientParams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeshNodeConfigTest {
    private static final String DATABASE = "pekko-persistence-jdbc.shared-databases.slick";

    @Test
    void hasTheDefaultsOfTheCode() {
        MeshNodeConfig config = MeshNodeConfig.inDirectory(Path.of("/data"));

        assertThat(config.discovery()).isEqualTo(DiscoverySettings.DEFAULT);
        assertThat(config.timing()).isEqualTo(Timing.DEFAULT);
        assertThat(config.retention()).isEqualTo(new Retention(200, 3, true));
        assertThat(config.openDeadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.drainDeadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.journal()).isEqualTo(new JournalChoice.InDirectory(Path.of("/data")));
    }

    @Test
    void readsEveryKey() {
        MeshNodeConfig config =
                MeshNodeConfig.of(ConfigFactory.parseString("""
                reactive-mesh {
                  discovery {
                    cluster-domain = "mesh.local", force-opaque-transport = off, h2-upgrade = off, ipv6 = on
                    default-opaque-ports = [1, 2]
                    meshed-http2 { keep-alive-interval = 1s, keep-alive-timeout = 2s, while-idle = off }
                    zone-weights = on
                  }
                  entities {
                    recovery-deadline = 1s, source-deadline = 2s, retry = 3s, passivate-after = 4s, hub-linger = 5s, record-after = 11ms
                    unrecorded-bound = 6
                  }
                  journal {
                    kind = database, url = "jdbc:postgresql://db/mesh", driver = "org.postgresql.Driver"
                    profile = "slick.jdbc.PostgresProfile$", user = "mesh", password = "secret"
                    open-deadline = 7s, drain-deadline = 8s, snapshot-every = 9, keep-snapshots = 10
                    delete-old-events = off
                  }
                }
                """).withFallback(MeshNodeConfig.defaults()));

        assertThat(config.discovery())
                .isEqualTo(new DiscoverySettings(
                        "mesh.local",
                        false,
                        false,
                        true,
                        PortSet.of(java.util.List.of(new PortSet.Range(1, 2))),
                        new Http2ClientParams(Duration.ofSeconds(1), Duration.ofSeconds(2), false),
                        true));
        assertThat(config.timing())
                .isEqualTo(new Timing(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(11),
                        6));
        assertThat(config.retention()).isEqualTo(new Retention(9, 10, false));
        assertThat(config.openDeadline()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.drainDeadline()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.journal()).asString().doesNotContain("secret");
        Config database = config.forPekko().getConfig(DATABASE);
        assertThat(database.getString("profile")).isEqualTo("slick.jdbc.PostgresProfile$");
        assertThat(database.getString("db.url")).isEqualTo("jdbc:postgresql://db/mesh");
        assertThat(database.getString("db.driver")).isEqualTo("org.postgresql.Driver");
        assertThat(database.getString("db.user")).isEqualTo("mesh");
        assertThat(database.getString("db.password")).isEqualTo("secret");
    }

    @Test
    void writesEachChangeToTheDiskBeforeItCountsAsRecorded() {
        Config config = MeshNodeConfig.inDirectory(Path.of("/data")).forPekko();

        assertThat(config.getString(DATABASE + ".db.url"))
                .isEqualTo("jdbc:h2:file:/data/journal;WRITE_DELAY=0;TRACE_LEVEL_FILE=0;DB_CLOSE_ON_EXIT=FALSE");
    }

    @Test
    void refusesAnUnknownKindOfJournal() {
        refuses(
                Map.of("reactive-mesh.journal.kind", "tape"),
                "journal.kind: 'tape' (expected: file, database or none)");
    }

    @Test
    void refusesAFileWithoutDirectory() {
        refuses(Map.of("reactive-mesh.journal.kind", "file"), "journal.directory: '' (expected: a path)");
    }

    @Test
    void refusesADatabaseWithoutUrl() {
        refuses(Map.of("reactive-mesh.journal.kind", "database"), "journal.url: '' (expected: a JDBC URL)");
    }

    private static void refuses(Map<String, String> keys, String words) {
        Config config = ConfigFactory.parseMap(keys).withFallback(MeshNodeConfig.defaults());

        assertThatThrownBy(() -> MeshNodeConfig.of(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(words);
    }
}
