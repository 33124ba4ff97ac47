package io.reactivemesh.actors.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What the plugin's own schema lacks for us. */
final class Schema {
    /** The longest name is that of a workload: kind, namespace of 63 and name of 253 characters. */
    private static final int NAME_LENGTH = 512;

    private Schema() {}

    /** Makes room for our longest names; done already when there is room. */
    static void widenNames(Connection connection) throws SQLException {
        for (String table : new String[] {"event_journal", "snapshot"}) {
            if (length(connection, table) < NAME_LENGTH) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("ALTER TABLE \"" + table
                            + "\" ALTER COLUMN \"persistence_id\" SET DATA TYPE VARCHAR(" + NAME_LENGTH + ")");
                }
            }
        }
    }

    private static int length(Connection connection, String table) throws SQLException {
        try (ResultSet columns = connection.getMetaData().getColumns(null, null, table, "persistence_id")) {
            return columns.next() ? columns.getInt("COLUMN_SIZE") : NAME_LENGTH;
        }
    }
}
