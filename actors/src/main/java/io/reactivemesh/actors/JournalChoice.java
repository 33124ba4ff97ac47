package io.reactivemesh.actors;

import java.nio.file.Path;

/** Where a node's log is kept. */
public sealed interface JournalChoice {
    /** An embedded database in a directory, which is made when it is missing. */
    record InDirectory(Path directory) implements JournalChoice {}

    /**
     * A database that runs elsewhere.
     *
     * @param driver class name of the JDBC driver
     * @param profile class name of the Slick profile: {@code slick.jdbc.PostgresProfile$}
     */
    record InDatabase(String url, String driver, String profile, String user, String password)
            implements JournalChoice {
        public InDatabase {
            if (url.isEmpty()) {
                throw new IllegalArgumentException("journal.url: '' (expected: a JDBC URL)");
            }
        }

        /** Hides the password. */
        @Override
        public String toString() {
            return "InDatabase[" + url + "]";
        }
    }

    /** Nothing is recorded: no history, and after a restart nothing is known until the source has listed. */
    record Nowhere() implements JournalChoice {}
}
