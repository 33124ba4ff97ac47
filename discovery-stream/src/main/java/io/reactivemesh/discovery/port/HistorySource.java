package io.reactivemesh.discovery.port;

import io.reactivemesh.discovery.model.Revision;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** The log of what was. Any thread. */
public interface HistorySource {
    /**
     * The recorded changes of one key, oldest first.
     *
     * @param since only changes at or after it; null = all that is retained
     * @param follow stay and emit changes as they are recorded, instead of completing
     * @return fails when the journal can't be read
     */
    Source<Change, NotUsed> changes(Key key, @Nullable Instant since, boolean follow);

    /** Whose log. */
    record Key(Kind kind, String id) {}

    /** Kinds of logged state; the id is {@code namespace/name}, {@code namespace/name} and an IP. */
    enum Kind {
        SERVICE,
        WORKLOAD,
        ADDRESS
    }

    /**
     * One recorded change.
     *
     * @param event what happened: {@code endpoint removed}
     * @param subject to what: {@code 10.1.2.3}
     * @param cause why: {@code pod web-1 is not ready}
     * @param detail field by field, {@code name: before -> after}
     */
    record Change(Instant at, Revision revision, String event, String subject, String cause, List<String> detail) {}
}
