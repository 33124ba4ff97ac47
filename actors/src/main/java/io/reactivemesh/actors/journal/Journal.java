package io.reactivemesh.actors.journal;

import com.typesafe.config.Config;
import io.reactivemesh.discovery.port.HistorySource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.jdbc.testkit.javadsl.SchemaUtils;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database behind the log as a whole: opens it, and keeps trying; knows whether it works, and in words why not; counts what is not
 * recorded yet. Nothing here ever makes discovery wait. Any thread.
 */
public final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LAST_RETRY = Duration.ofSeconds(10);
    /** As many as Pekko recovers at once. Writes that wait together become one transaction, so fewer would cost more flushes. */
    private static final int TURNS = 64;
    /** Logs that may stay open although nothing is written to them. Each costs some kilobytes; to open one costs three queries. */
    private static final int OPEN_LOGS = 512;

    private final @Nullable ActorSystem<?> system;
    private final Retention retention;
    private final CompletableFuture<Set<HistorySource.Key>> known = new CompletableFuture<>();
    private final CompletableFuture<Done> tried = new CompletableFuture<>();
    private final Map<String, String> failing = new TreeMap<>();
    private final Map<HistorySource.Key, Backlog> unrecorded = new HashMap<>();
    private final Turns turns = new Turns(TURNS);
    private final @Nullable Recall recall;
    private final Set<HistorySource.Key> logs = new HashSet<>();
    private final List<CompletableFuture<Done>> waiting = new ArrayList<>();
    private boolean up;
    private boolean opening;
    private @Nullable String trouble;
    private long failures;
    private int openLogs;

    private record Backlog(int changes, Instant oldest) {}

    private Journal(@Nullable ActorSystem<?> system, Retention retention) {
        this.system = system;
        this.retention = retention;
        this.recall = system == null
                ? null
                : new Recall(() -> connection(system), SerializationExtension.get(system), blocking(system));
    }

    /** A journal that records nothing, for those who chose to have none. */
    public static Journal none() {
        Journal journal = new Journal(null, new Retention(1, 1, false));
        journal.known.complete(Set.of());
        journal.tried.complete(Done.getInstance());
        return journal;
    }

    /** Starts opening the database that the system's configuration names; creates its schema when it lacks one. */
    public static Journal open(ActorSystem<?> system, Retention retention) {
        Journal journal = new Journal(system, retention);
        journal.trouble = "the journal is still being opened";
        journal.attempt(FIRST_RETRY);
        return journal;
    }

    /** Whether there is a journal at all. */
    public boolean configured() {
        return system != null;
    }

    /** Whether it answered when it was last asked; while it did not, no recorder needs to try. */
    public synchronized boolean up() {
        return up;
    }

    public Retention retention() {
        return retention;
    }

    /** Completes when the first attempt to open the journal succeeded or failed. */
    public CompletionStage<Done> tried() {
        return tried;
    }

    /** The keys that have a log; completes when the journal first answers. */
    public CompletionStage<Set<HistorySource.Key>> known() {
        return known;
    }

    public synchronized JournalStatus status() {
        String words = trouble;
        if (words == null && !failing.isEmpty()) {
            Map.Entry<String, String> first = failing.entrySet().iterator().next();
            words = "journal: " + failing.size() + " logs can't be written, e.g. " + first.getKey() + ": "
                    + first.getValue();
        }
        return new JournalStatus(
                words,
                unrecorded.values().stream().mapToInt(Backlog::changes).sum(),
                unrecorded.values().stream()
                        .map(Backlog::oldest)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                failures,
                openLogs);
    }

    /** Completes when everything published is in the log; at once when it already is. */
    public synchronized CompletionStage<Done> drained() {
        CompletableFuture<Done> done = new CompletableFuture<>();
        if (unrecorded.isEmpty()) {
            done.complete(Done.getInstance());
        } else {
            waiting.add(done);
        }
        return done;
    }

    /**
     * Asks for leave to open a log or to write to it. Ends with {@link #turnOver}, or when the key's entity is {@linkplain #left gone}.
     *
     * @param begin is run once, on any thread, when it may begin; it must not block
     */
    public void turn(HistorySource.Key key, Runnable begin) {
        turns.ask(key, begin);
    }

    /** Ends what {@link #turn} began. */
    public void turnOver(HistorySource.Key key) {
        turns.end(key);
    }

    /**
     * Reads what the log of a key adds up to, without opening it for writing; many that are asked for together are read together.
     *
     * @param replyTo is told {@link Recorder.Recovered} or {@link Recorder.Unreadable}
     */
    public <D extends Document> void recall(Model<D> model, HistorySource.Key key, ActorRef<Recorder.Reply> replyTo) {
        Recall reader = recall;
        if (reader == null) {
            throw new IllegalStateException("there is no journal to recall " + PersistenceIds.of(key) + " from");
        }
        reader.ask(key, (past, failure) -> {
            if (past != null) {
                replyTo.tell(new Recorder.Recovered(Ledger.of(model, key, past).kept()));
            } else {
                replyTo.tell(new Recorder.Unreadable(failure));
            }
        });
    }

    /** Whether so many logs are open that those who have nothing to write should close theirs. */
    public synchronized boolean isCrowded() {
        return openLogs > OPEN_LOGS;
    }

    /** Whether a key is known to have no log: nothing is gained by waiting for what it says. */
    public synchronized boolean lacks(HistorySource.Key key) {
        return up && !logs.contains(key);
    }

    /** A recorder could not read or write its log. */
    public void failed(HistorySource.Key key, Throwable cause) {
        boolean check;
        synchronized (this) {
            failures++;
            check = !opening && up;
            opening |= check;
            if (failing.put(PersistenceIds.of(key), words(cause)) == null) {
                LOG.atWarn()
                        .addKeyValue("key", PersistenceIds.of(key))
                        .addKeyValue("reason", words(cause))
                        .log("changes of a key can't be recorded");
            }
        }
        if (check) {
            attempt(FIRST_RETRY);
        }
    }

    /** A recorder read or wrote its log. */
    public synchronized void worked(HistorySource.Key key) {
        logs.add(key);
        failing.remove(PersistenceIds.of(key));
    }

    /** A log was opened, or closed. */
    public synchronized void logOpen(boolean open) {
        openLogs += open ? 1 : -1;
    }

    /** A key's entity is gone. */
    public synchronized void left(HistorySource.Key key) {
        failing.remove(PersistenceIds.of(key));
        turns.end(key);
        unrecorded(key, 0, null);
    }

    /**
     * Tells how many changes of a key wait to be recorded.
     *
     * @param oldest when the first of them was seen; null = none waits
     */
    public synchronized void unrecorded(HistorySource.Key key, int changes, @Nullable Instant oldest) {
        if (changes > 0 && oldest != null) {
            unrecorded.put(key, new Backlog(changes, oldest));
            return;
        }
        unrecorded.remove(key);
        if (unrecorded.isEmpty()) {
            waiting.forEach(done -> done.complete(Done.getInstance()));
            waiting.clear();
        }
    }

    private void attempt(Duration retry) {
        ActorSystem<?> pekko = system;
        if (pekko == null) {
            return;
        }
        CompletionStage<Set<HistorySource.Key>> keys;
        try {
            keys = connect(pekko)
                    .thenCompose(connection -> SchemaUtils.createIfNotExists(pekko)
                            .thenRunAsync(() -> widen(connection), blocking(pekko))
                            .thenCompose(_ -> listKeys(pekko))
                            .whenComplete((_, _) -> close(connection)));
        } catch (RuntimeException e) {
            keys = CompletableFuture.failedFuture(e);
        }
        keys.whenComplete((found, failure) -> {
            if (failure == null) {
                opened(found);
            } else {
                notOpened(pekko, failure, retry);
            }
            tried.complete(Done.getInstance());
        });
    }

    /** A connection past the pool: it fails at once, and says why, where the pool waits and then only says that it waited. */
    private static CompletionStage<Connection> connect(ActorSystem<?> pekko) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return connection(pekko);
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                blocking(pekko));
    }

    private static Connection connection(ActorSystem<?> pekko) throws SQLException {
        Config database = pekko.settings().config().getConfig("pekko-persistence-jdbc.shared-databases.slick.db");
        Properties login = new Properties();
        if (database.hasPath("user")) {
            login.setProperty("user", database.getString("user"));
            login.setProperty("password", database.getString("password"));
        }
        return DriverManager.getConnection(database.getString("url"), login);
    }

    private static Executor blocking(ActorSystem<?> pekko) {
        return pekko.dispatchers().lookup(DispatcherSelector.blocking());
    }

    private static void widen(Connection connection) {
        try {
            Schema.widenNames(connection);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("connection did not close");
        }
    }

    private static CompletionStage<Set<HistorySource.Key>> listKeys(ActorSystem<?> pekko) {
        return PersistenceQuery.get(pekko)
                .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier())
                .currentPersistenceIds()
                .runWith(Sink.seq(), pekko)
                .thenApply(ids -> ids.stream()
                        .map(PersistenceIds::parse)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private void opened(Set<HistorySource.Key> found) {
        synchronized (this) {
            if (!up) {
                LOG.atInfo().addKeyValue("keys", found.size()).log("journal is open");
            }
            up = true;
            logs.addAll(found);
            opening = false;
            trouble = null;
        }
        known.complete(found);
    }

    private void notOpened(ActorSystem<?> pekko, Throwable failure, Duration retry) {
        synchronized (this) {
            failures++;
            up = false;
            opening = true;
            String words = "journal: " + words(failure);
            if (!words.equals(trouble)) {
                LOG.atWarn().addKeyValue("reason", words).log("journal is not usable; discovery goes on without it");
            }
            trouble = words;
        }
        Duration next = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
        if (!pekko.whenTerminated().isCompleted()) {
            pekko.scheduler().scheduleOnce(retry, () -> attempt(next), pekko.executionContext());
        }
    }

    /** The database's own words where there are any; they say more than what caused them. */
    private static String words(Throwable failure) {
        Throwable telling = failure;
        while (telling.getCause() != null && !(telling instanceof SQLException)) {
            telling = telling.getCause();
        }
        String message = telling.getMessage();
        if (message == null) {
            return telling.getClass().getSimpleName();
        }
        String line = message.lines().findFirst().orElse(message);
        int statement = line.indexOf("; SQL statement");
        return statement < 0 ? line : line.substring(0, statement);
    }
}
