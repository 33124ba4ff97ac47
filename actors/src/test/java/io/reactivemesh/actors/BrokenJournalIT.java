package io.reactivemesh.actors;

import static io.reactivemesh.actors.Documents.WEB;
import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.web;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.port.HistorySource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.pekko.stream.javadsl.Sink;
import org.h2.api.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Discovery goes on with any kind of broken journal, and the node says that it is broken. */
class BrokenJournalIT {
    @TempDir
    Path directory;

    @Test
    void goesOnWhenTheDirectoryCannotBeWritten() throws IOException {
        Path file = Files.createFile(directory.resolve("a-file"));

        goesOnDegraded(file.resolve("below"));
    }

    @Test
    void goesOnWhenTheFileIsDamaged() throws IOException {
        Files.writeString(directory.resolve("journal.mv.db"), "this is no database".repeat(1000));

        goesOnDegraded(directory);
    }

    @Test
    void goesOnWhenTheFileIsLocked() throws Exception {
        Path file = directory.resolve("journal.mv.db");
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("journal"))) {
            assertThat(connection.isValid(1)).isTrue();
        }
        // Within one process H2 meets the lock as it would meet that of another process: the file is locked for others.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();

            goesOnDegraded(directory);
        }
    }

    @Test
    void recordsWhatItHeldWhenTheJournalComesBack() throws Exception {
        ScriptedSource source = new ScriptedSource();
        try (MeshNode node = MeshNode.start(TestNodes.inMemory("broken"), source);
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80)) {
            source.list(web(pod("10.0.0.1", "web-1")));
            web.awaitAddresses("10.0.0.1:8080");
            node.drained().toCompletableFuture().get(30, TimeUnit.SECONDS);
            run("ALTER TABLE \"event_journal\" RENAME TO \"hidden\"");
            source.edit(web(pod("10.0.0.1", "web-1"), pod("10.0.0.2", "web-2")));
            web.awaitAddresses("10.0.0.1:8080", "10.0.0.2:8080");
            MeshNodeStatus broken =
                    awaitStatus(node, status -> status.readiness() == MeshNodeStatus.Readiness.DEGRADED);
            assertThat(broken.reasons()).singleElement().asString().contains("event_journal");
            source.edit(web(pod("10.0.0.2", "web-2")));
            web.awaitAddresses("10.0.0.2:8080");

            run("DROP TABLE IF EXISTS \"event_journal\" CASCADE", "ALTER TABLE \"hidden\" RENAME TO \"event_journal\"");

            MeshNodeStatus whole = awaitStatus(
                    node,
                    status -> status.readiness() == MeshNodeStatus.Readiness.READY && status.unrecordedChanges() == 0);
            assertThat(whole.reasons()).isEmpty();
            assertThat(history(node))
                    .extracting(change -> change.event() + " " + change.subject())
                    .endsWith("endpoint added 10.0.0.2", "endpoint removed 10.0.0.1");
        }
    }

    private static void goesOnDegraded(Path directory) {
        ScriptedSource source = new ScriptedSource();
        try (MeshNode node = MeshNode.start(impatient(directory), source);
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80)) {
            source.list(web(pod("10.0.0.1", "web-1")));
            web.awaitAddresses("10.0.0.1:8080");
            source.edit(web(pod("10.0.0.2", "web-2")));
            web.awaitAddresses("10.0.0.2:8080");
            MeshNodeStatus status = awaitStatus(node, now -> now.readiness() == MeshNodeStatus.Readiness.DEGRADED);

            assertThat(status.reasons()).singleElement().asString().startsWith("journal: ");
            assertThat(status.unrecordedChanges()).isPositive();
            assertThat(status.journalFailures()).isPositive();
        }
    }

    private static MeshNodeConfig impatient(Path directory) {
        return TestNodes.with(java.util.Map.of(
                "reactive-mesh.journal.kind", "file",
                "reactive-mesh.journal.directory", directory.toString(),
                "reactive-mesh.journal.drain-deadline", "1ms"));
    }

    private static void run(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:broken");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                executeBesideOthers(statement, sql);
            }
        }
    }

    /**
     * Runs a statement as often as it takes: the node uses the same tables meanwhile, and where the two wait for each other H2 ends one of them,
     * which may be this one.
     */
    private static void executeBesideOthers(Statement statement, String sql) throws SQLException {
        while (true) {
            try {
                statement.execute(sql);
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != ErrorCode.DEADLOCK_1) {
                    throw e;
                }
            }
        }
    }

    private static List<HistorySource.Change> history(MeshNode node) throws Exception {
        return node.history()
                .changes(ServiceDocument.key(WEB), null, false)
                .runWith(Sink.seq(), node.system())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static MeshNodeStatus awaitStatus(MeshNode node, Predicate<MeshNodeStatus> wanted) {
        return Awaiting.until(node::status, wanted);
    }
}
