package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.HistorySource;
import io.reactivemesh.wire.history.Change;
import io.reactivemesh.wire.history.ChangesRequest;
import io.reactivemesh.wire.history.HistoryGrpc;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryServiceIT {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.5Z");

    private final ServedDiscovery served = new ServedDiscovery(HistoryServiceIT::changes);

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void sendsEveryFieldOfEachChangeOldestFirst() throws Exception {
        ClientStream<ChangesRequest, Change> stream = ask(service());

        Change first = stream.next();
        stream.next();
        stream.next();

        assertThat(first)
                .isEqualTo(Change.newBuilder()
                        .setAt(Timestamp.newBuilder()
                                .setSeconds(NOON.getEpochSecond())
                                .setNanos(500_000_000))
                        .setEpoch(1)
                        .setNumber(0)
                        .setEvent("endpoint added")
                        .setSubject("10.0.0.0")
                        .setCause("edit of web.yaml")
                        .addDetail("ready: false -> true")
                        .build());
        assertThat(stream.ended().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void sendsOnlyTheNewest() throws Exception {
        ClientStream<ChangesRequest, Change> stream = ask(service().setLast(2));

        assertThat(stream.next().getNumber()).isEqualTo(1);
        assertThat(stream.next().getNumber()).isEqualTo(2);
        assertThat(stream.ended().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void followsTheNewestWithoutRepeatingThem() throws Exception {
        ClientStream<ChangesRequest, Change> stream = ask(service().setLast(1).setFollow(true));

        assertThat(stream.next().getNumber()).isEqualTo(2);
        assertThat(stream.next().getNumber()).isEqualTo(3);
        assertThat(stream.quiet()).isTrue();
    }

    @Test
    void leavesOutWhatIsOlder() throws Exception {
        Instant later = NOON.plusSeconds(2);
        ClientStream<ChangesRequest, Change> stream = ask(service()
                .setSince(Timestamp.newBuilder()
                        .setSeconds(later.getEpochSecond())
                        .setNanos(later.getNano())));

        assertThat(stream.next().getNumber()).isEqualTo(2);
        assertThat(stream.ended().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void refusesWhatHasNoHistory() throws Exception {
        Status kind =
                ask(ChangesRequest.newBuilder().setKind("route").setKey("a/b")).ended();
        Status key = ask(ChangesRequest.newBuilder().setKind("service").setKey("web"))
                .ended();

        assertThat(kind.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(kind.getDescription()).isEqualTo("kind 'route' (expected: service, workload or address)");
        assertThat(key.getDescription()).isEqualTo("key 'web' (expected: NAMESPACE/NAME)");
    }

    @Test
    void answersUnavailableWhenTheLogCanNotBeRead() throws Exception {
        Status status = ask(ChangesRequest.newBuilder().setKind("address").setKey("10.9.9.9"))
                .ended();

        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(status.getDescription()).isEqualTo("the history of 10.9.9.9 can't be read: disk gone");
    }

    private static ChangesRequest.Builder service() {
        return ChangesRequest.newBuilder().setKind("service").setKey("emojivoto/web");
    }

    private ClientStream<ChangesRequest, Change> ask(ChangesRequest.Builder request) {
        return new ClientStream<>(served.channel, HistoryGrpc.getChangesMethod(), request.build());
    }

    private static Source<HistorySource.Change, NotUsed> changes(
            HistorySource.Key key, @Nullable Instant since, boolean follow) {
        if (key.kind() == HistorySource.Kind.ADDRESS) {
            return Source.failed(new IllegalStateException("disk gone"));
        }
        Source<HistorySource.Change, NotUsed> recorded = Source.from(List.of(change(0), change(1), change(2)))
                .filter(change -> since == null || !change.at().isBefore(since));
        return follow ? recorded.concat(Source.single(change(3))).concat(Source.maybe()) : recorded;
    }

    private static HistorySource.Change change(int number) {
        return new HistorySource.Change(
                NOON.plusSeconds(number),
                new Revision(1, number),
                "endpoint added",
                "10.0.0." + number,
                "edit of web.yaml",
                List.of("ready: false -> true"));
    }
}
