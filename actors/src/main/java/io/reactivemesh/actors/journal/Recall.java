package io.reactivemesh.actors.journal;

import io.reactivemesh.discovery.port.HistorySource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.apache.pekko.serialization.Serialization;
import org.jspecify.annotations.Nullable;

/**
 * Reads what logs add up to, many with one query: a node that restarts needs all of its logs at once and has nothing to write to most of them.
 * Reads only; who wants to write opens the log. Any thread; answers come on a thread of the executor.
 */
final class Recall {
    private static final int TOGETHER = 256;
    private static final int PATIENCE_SECONDS = 10;
    private static final String THESE = "\"persistence_id\" IN (?" + ",?".repeat(TOGETHER - 1) + ")";
    private static final String SNAPSHOTS = "SELECT \"persistence_id\", \"sequence_number\", \"snapshot_ser_id\","
            + " \"snapshot_ser_manifest\", \"snapshot_payload\" FROM \"snapshot\" WHERE " + THESE
            + " ORDER BY \"persistence_id\", \"sequence_number\"";
    private static final String CHANGES_SINCE = "SELECT \"persistence_id\", \"sequence_number\", \"event_ser_id\","
            + " \"event_ser_manifest\", \"event_payload\" FROM \"event_journal\" \"e\" WHERE " + THESE
            + " AND NOT \"deleted\" AND \"sequence_number\" > COALESCE((SELECT MAX(\"s\".\"sequence_number\")"
            + " FROM \"snapshot\" \"s\" WHERE \"s\".\"persistence_id\" = \"e\".\"persistence_id\"), 0)"
            + " ORDER BY \"persistence_id\", \"sequence_number\"";

    private final Database database;
    private final Serialization serialization;
    private final Executor blocking;
    private final Map<String, BiConsumer<@Nullable Past, @Nullable Throwable>> waiting = new LinkedHashMap<>();
    private boolean reading;

    /** Where logs are. */
    interface Database {
        /** A new connection; blocks. */
        Connection connect() throws SQLException;
    }

    /**
     * A log.
     *
     * @param snapshot its newest; null = none
     * @param since changes after that, in order
     */
    record Past(@Nullable Kept snapshot, List<Recorded> since) {}

    Recall(Database database, Serialization serialization, Executor blocking) {
        this.database = database;
        this.serialization = serialization;
        this.blocking = blocking;
    }

    /**
     * Asks for a log; one that does not exist is empty. Of a key that is asked for again only the last is answered.
     *
     * @param answer is told the log, or why it can't be read; must not block
     */
    synchronized void ask(HistorySource.Key key, BiConsumer<@Nullable Past, @Nullable Throwable> answer) {
        waiting.put(PersistenceIds.of(key), answer);
        if (!reading) {
            reading = true;
            blocking.execute(this::read);
        }
    }

    private void read() {
        Map<String, BiConsumer<@Nullable Past, @Nullable Throwable>> taken = take();
        try (Connection connection = taken.isEmpty() ? null : database.connect()) {
            while (connection != null && !taken.isEmpty()) {
                Map<String, Past> read = read(connection, List.copyOf(taken.keySet()));
                taken.forEach((id, answer) -> answer.accept(read.getOrDefault(id, new Past(null, List.of())), null));
                taken = take();
            }
        } catch (SQLException | RuntimeException e) {
            do {
                taken.values().forEach(answer -> answer.accept(null, e));
                taken = take();
            } while (!taken.isEmpty());
        }
    }

    /** The next to read; none = nobody reads any more. */
    private synchronized Map<String, BiConsumer<@Nullable Past, @Nullable Throwable>> take() {
        Map<String, BiConsumer<@Nullable Past, @Nullable Throwable>> taken = new LinkedHashMap<>();
        var next = waiting.entrySet().iterator();
        while (taken.size() < TOGETHER && next.hasNext()) {
            var entry = next.next();
            taken.put(entry.getKey(), entry.getValue());
            next.remove();
        }
        reading = !taken.isEmpty();
        return taken;
    }

    private Map<String, Past> read(Connection connection, List<String> ids) throws SQLException {
        Map<String, Kept> snapshots = new HashMap<>();
        Map<String, List<Recorded>> changes = new HashMap<>();
        // The later of a log's snapshots is the one that stays.
        query(connection, SNAPSHOTS, ids, (id, entry) -> snapshots.put(id, (Kept) entry));
        query(
                connection,
                CHANGES_SINCE,
                ids,
                (id, entry) ->
                        changes.computeIfAbsent(id, _ -> new ArrayList<>()).add((Recorded) entry));
        Map<String, Past> logs = new HashMap<>();
        ids.forEach(id -> logs.put(id, new Past(snapshots.get(id), changes.getOrDefault(id, List.of()))));
        return logs;
    }

    private void query(Connection connection, String sql, List<String> ids, BiConsumer<String, Object> entries)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(PATIENCE_SECONDS);
            Iterator<String> next = ids.iterator();
            String id = "";
            for (int i = 1; i <= TOGETHER; i++) {
                id = next.hasNext() ? next.next() : id;
                statement.setString(i, id);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.accept(
                            rows.getString(1),
                            serialization
                                    .deserialize(rows.getBytes(5), rows.getInt(3), rows.getString(4))
                                    .get());
                }
            }
        }
    }
}
