package io.reactivemesh.actors;

import static io.reactivemesh.actors.Documents.WEB;
import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.service;
import static io.reactivemesh.actors.Documents.web;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.port.HistorySource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The log on a real PostgreSQL, which is also killed under a node that goes on. */
class PostgresJournalIT {
    /** More than are recalled with one query, twice over. */
    private static final int SERVICES = 600;

    @TempDir
    Path directory;

    private OwnPostgres postgres;

    @BeforeEach
    void startDatabase() throws IOException {
        Optional<Path> programs = OwnPostgres.programs();
        if (programs.isEmpty()) {
            String missing =
                    "the log is NOT tried on PostgreSQL, for want of initdb (Debian: apt-get install postgresql)";
            if (System.getenv("CI") != null) {
                fail(missing);
            }
            LoggerFactory.getLogger(PostgresJournalIT.class).warn("{}", missing);
            abort(missing);
        }
        postgres = OwnPostgres.start(programs.get(), directory);
    }

    @AfterEach
    void stopDatabase() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void answersForHundredsOfServicesFromTheLog() throws Exception {
        ScriptedSource first = new ScriptedSource();
        try (MeshNode node = MeshNode.start(config(Map.of()), first)) {
            first.list(IntStream.range(0, SERVICES)
                    .mapToObj(i -> service(numbered(i), pod(ip(i), "pod-" + i)))
                    .toArray(Document[]::new));
            first.edit(service(numbered(7), pod("10.9.0.7", "pod-7b")));
            recorded(node);
            assertThat(node.status().journalFailures()).isZero();
        }

        List<Watching<EndpointSet>> watching = new ArrayList<>();
        try (MeshNode node = MeshNode.start(config(Map.of()), new ScriptedSource())) {
            IntStream.range(0, SERVICES).forEach(i -> watching.add(Watching.endpoints(node, numbered(i), 80)));

            for (int i = 0; i < SERVICES; i++) {
                watching.get(i).awaitAddresses((i == 7 ? "10.9.0.7" : ip(i)) + ":8080");
                assertThat(watching.get(i).seen())
                        .as("nothing else was said before")
                        .hasSize(1);
            }
            assertThat(node.status().readiness()).isEqualTo(MeshNodeStatus.Readiness.WAITING_FOR_SOURCE);
            assertThat(node.status().journalFailures()).isZero();
        } finally {
            watching.forEach(Watching::close);
        }
    }

    @Test
    void goesOnFromSnapshotsAndKeepsTheHistoryThatIsKept() throws Exception {
        int edits = 23;
        ScriptedSource first = new ScriptedSource();
        try (MeshNode node = MeshNode.start(snapshots(), first)) {
            first.list(web());
            for (int i = 0; i < edits; i++) {
                first.edit(web(pod(ip(i), "web-" + i)));
                // One at a time: changes that wait together are written together, and only the last of them may lead to
                // a snapshot.
                recorded(node);
            }
            // Of more than twice as many changes, with a snapshot for every five; what is old goes after the write that
            // made it old.
            Awaiting.until(
                    () -> count("SELECT COUNT(*) FROM \"snapshot\""), snapshots -> snapshots > 0 && snapshots <= 3);
            Awaiting.until(
                    () -> count("SELECT COUNT(*) FROM \"event_journal\" WHERE NOT \"deleted\""), kept -> kept <= 15);
        }

        ScriptedSource second = new ScriptedSource();
        try (MeshNode node = MeshNode.start(snapshots(), second);
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80)) {
            web.awaitAddresses(ip(edits - 1) + ":8080");
            second.list(web(pod(ip(edits), "web-" + edits)));
            web.awaitAddresses(ip(edits) + ":8080");
            recorded(node);

            assertThat(changes(node, WEB))
                    .endsWith(
                            "endpoint removed " + ip(edits - 2),
                            "endpoint added " + ip(edits - 1),
                            "endpoint removed " + ip(edits - 1),
                            "endpoint added " + ip(edits));
            assertThat(node.status().journalFailures()).isZero();
        }
    }

    @Test
    void hasRoomForTheLongestNames() throws Exception {
        ScriptedSource source = new ScriptedSource();
        WorkloadId longest = new WorkloadId(WorkloadId.Kind.POD, "n".repeat(63), "p".repeat(253));
        try (MeshNode node = MeshNode.start(config(Map.of()), source)) {
            source.list(new WorkloadDocument(longest, Documents.facts("web-1"), List.of()));
            recorded(node);

            assertThat(history(node, WorkloadDocument.key(longest)))
                    .extracting(HistorySource.Change::event)
                    .containsExactly("workload added");
        }
    }

    @Test
    void recordsWhatItHeldWhenTheKilledDatabaseComesBack() throws Exception {
        ScriptedSource source = new ScriptedSource();
        try (MeshNode node = MeshNode.start(config(Map.of()), source);
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80)) {
            source.list(web(pod("10.0.0.1", "web-1")));
            web.awaitAddresses("10.0.0.1:8080");
            recorded(node);

            postgres.kill();
            source.edit(web(pod("10.0.0.1", "web-1"), pod("10.0.0.2", "web-2")));
            web.awaitAddresses("10.0.0.1:8080", "10.0.0.2:8080");
            MeshNodeStatus broken =
                    Awaiting.until(node::status, status -> status.readiness() == MeshNodeStatus.Readiness.DEGRADED);
            assertThat(broken.reasons()).singleElement().asString().startsWith("journal: ");
            source.edit(web(pod("10.0.0.2", "web-2")));
            web.awaitAddresses("10.0.0.2:8080");

            postgres.restart();

            MeshNodeStatus whole = Awaiting.until(
                    node::status,
                    status -> status.readiness() == MeshNodeStatus.Readiness.READY && status.unrecordedChanges() == 0);
            assertThat(whole.reasons()).isEmpty();
            assertThat(changes(node, WEB)).endsWith("endpoint added 10.0.0.2", "endpoint removed 10.0.0.1");
        }
        try (MeshNode node = MeshNode.start(config(Map.of()), new ScriptedSource());
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80)) {
            web.awaitAddresses("10.0.0.2:8080");
        }
    }

    @Test
    void startsWithoutItsDatabaseAndRecordsWhenThatIsThere() throws Exception {
        postgres.kill();
        ScriptedSource source = new ScriptedSource();
        try (MeshNode node = MeshNode.start(config(Map.of("reactive-mesh.journal.open-deadline", "1ms")), source);
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80)) {
            source.list(web(pod("10.0.0.1", "web-1")));
            web.awaitAddresses("10.0.0.1:8080");
            Awaiting.until(node::status, status -> status.readiness() == MeshNodeStatus.Readiness.DEGRADED);

            postgres.restart();

            Awaiting.until(
                    node::status,
                    status -> status.readiness() == MeshNodeStatus.Readiness.READY && status.unrecordedChanges() == 0);
            assertThat(changes(node, WEB)).contains("endpoint added 10.0.0.1");
        }
    }

    private MeshNodeConfig config(Map<String, String> others) {
        Map<String, String> keys = new HashMap<>(postgres.journal());
        // As in production: a node that waits for a database that is gone needs no more patience on a busy machine.
        keys.put("pekko-persistence-jdbc.shared-databases.slick.db.connectionTimeout", "3000");
        keys.putAll(others);
        return TestNodes.with(keys);
    }

    private MeshNodeConfig snapshots() {
        return config(Map.of("reactive-mesh.journal.snapshot-every", "5", "reactive-mesh.journal.keep-snapshots", "2"));
    }

    private static void recorded(MeshNode node) throws Exception {
        node.applied().toCompletableFuture().get(60, TimeUnit.SECONDS);
        node.drained().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private long count(String query) {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }

    private static List<String> changes(MeshNode node, ServiceId service) throws Exception {
        return history(node, ServiceDocument.key(service)).stream()
                .map(change -> change.event() + " " + change.subject())
                .toList();
    }

    private static List<HistorySource.Change> history(MeshNode node, HistorySource.Key key) throws Exception {
        return node.history()
                .changes(key, null, false)
                .runWith(Sink.seq(), node.system())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static ServiceId numbered(int i) {
        return new ServiceId("emojivoto", "service-" + i);
    }

    private static String ip(int i) {
        return "10.1." + i / 250 + "." + (1 + i % 250);
    }
}
