package io.reactivemesh.actors.journal;

import io.reactivemesh.discovery.port.HistorySource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names of logs: {@code service|emojivoto/web}. */
public final class PersistenceIds {
    private PersistenceIds() {}

    public static String of(HistorySource.Key key) {
        return key.kind().name().toLowerCase(Locale.ROOT) + "|" + key.id();
    }

    /** The key of a log; null when the name is not one of ours. */
    static HistorySource.@Nullable Key parse(String persistenceId) {
        int bar = persistenceId.indexOf('|');
        for (HistorySource.Kind kind : HistorySource.Kind.values()) {
            if (bar > 0 && persistenceId.substring(0, bar).equals(kind.name().toLowerCase(Locale.ROOT))) {
                return new HistorySource.Key(kind, persistenceId.substring(bar + 1));
            }
        }
        return null;
    }
}
