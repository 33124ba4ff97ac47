package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.HistorySource;
import io.reactivemesh.discovery.port.HistorySource.Kind;
import io.reactivemesh.wire.history.Change;
import io.reactivemesh.wire.history.ChangesRequest;
import io.reactivemesh.wire.history.HistoryPowerApi;
import java.time.Instant;
import java.util.ArrayDeque;
import org.apache.pekko.NotUsed;
import org.apache.pekko.grpc.javadsl.Metadata;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** The History service over the log. Any thread. */
final class HistoryService implements HistoryPowerApi {
    private final HistorySource history;
    private final Streams streams;

    HistoryService(HistorySource history, Streams streams) {
        this.history = history;
        this.streams = streams;
    }

    @Override
    public Source<Change, NotUsed> changes(ChangesRequest request, Metadata metadata) {
        HistorySource.Key key = asked(request);
        Instant since = request.hasSince() ? Durations.fromWire(request.getSince()) : null;
        Source<HistorySource.Change, NotUsed> changes = request.getLast() == 0
                ? history.changes(key, since, request.getFollow())
                : newest(key, since, request.getLast(), request.getFollow());
        return streams.of(
                Method.HISTORY,
                changes.mapError(Throwable.class, failure -> new HistoryUnreadable(key.id(), failure))
                        .map(HistoryService::toWire));
    }

    /** The newest {@code last} changes, then what follows the newest of them. */
    private Source<HistorySource.Change, NotUsed> newest(
            HistorySource.Key key, @Nullable Instant since, int last, boolean follow) {
        return history.changes(key, since, false)
                .fold(new Tail(last), Tail::with)
                .flatMapConcat(tail -> {
                    Source<HistorySource.Change, NotUsed> recorded = Source.from(tail.changes);
                    return follow ? recorded.concat(after(key, since, tail.changes.peekLast())) : recorded;
                });
    }

    private Source<HistorySource.Change, NotUsed> after(
            HistorySource.Key key, @Nullable Instant since, HistorySource.@Nullable Change newest) {
        if (newest == null) {
            return history.changes(key, since, true);
        }
        Revision seen = newest.revision();
        return history.changes(key, newest.at(), true)
                .filter(change -> change.revision().compareTo(seen) > 0);
    }

    private HistorySource.Key asked(ChangesRequest request) {
        try {
            return key(request.getKind(), request.getKey());
        } catch (Refusal e) {
            streams.refused(Method.HISTORY, e.status().getCode());
            throw e;
        }
    }

    private static HistorySource.Key key(String kind, String id) {
        String[] parts = id.split("/", -1);
        boolean named = parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty();
        return switch (kind) {
            case "service" -> keyOf(Kind.SERVICE, id, named, "NAMESPACE/NAME");
            case "workload" -> keyOf(Kind.WORKLOAD, id, named, "NAMESPACE/NAME");
            case "address" -> keyOf(Kind.ADDRESS, id, IpAddress.tryParse(id) != null, "an IP address");
            default -> throw Refusal.invalid("kind '" + kind + "' (expected: service, workload or address)");
        };
    }

    private static HistorySource.Key keyOf(Kind kind, String id, boolean shaped, String expected) {
        if (!shaped) {
            throw Refusal.invalid("key '" + id + "' (expected: " + expected + ")");
        }
        return new HistorySource.Key(kind, id);
    }

    static Change toWire(HistorySource.Change change) {
        return Change.newBuilder()
                .setAt(Durations.toWire(change.at()))
                .setEpoch(change.revision().epoch())
                .setNumber(change.revision().number())
                .setEvent(change.event())
                .setSubject(change.subject())
                .setCause(change.cause())
                .addAllDetail(change.detail())
                .build();
    }

    /** The newest changes of a finished log; confined to one stream. */
    private static final class Tail {
        private final ArrayDeque<HistorySource.Change> changes = new ArrayDeque<>();
        private final int limit;

        Tail(int limit) {
            this.limit = limit;
        }

        Tail with(HistorySource.Change change) {
            if (changes.size() == limit) {
                changes.removeFirst();
            }
            changes.addLast(change);
            return this;
        }
    }
}
