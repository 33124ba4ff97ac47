package io.reactivemesh.actors.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.Documents;
import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.journal.Gap;
import io.reactivemesh.actors.journal.Recorded;
import io.reactivemesh.actors.service.ServiceEvent;
import io.reactivemesh.discovery.model.Revision;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Document STATE = Documents.web();

    private final Outbox outbox = new Outbox(3);

    @Test
    void handsOutOneBatchAtATimeAndGathersWhatArrivesMeanwhile() {
        outbox.add(List.of(change(1)), STATE);
        assertThat(outbox.take()).containsExactly(change(1));
        outbox.add(List.of(change(2)), STATE);
        outbox.add(List.of(change(3)), STATE);

        assertThat(outbox.take()).isEmpty();
        outbox.recorded(revision(1));
        assertThat(outbox.take()).containsExactly(change(2), change(3));
    }

    @Test
    void handsOutAgainWhatWasInterrupted() {
        outbox.add(List.of(change(1)), STATE);
        assertThat(outbox.take()).hasSize(1);

        outbox.interrupted();

        assertThat(outbox.take()).containsExactly(change(1));
    }

    @Test
    void turnsWhatIsTooMuchIntoOneGapWithTheState() {
        for (int number = 1; number <= 10; number++) {
            outbox.add(List.of(change(number)), STATE);
        }

        List<Recorded> batch = outbox.take();

        assertThat(batch.getFirst().event())
                .isInstanceOfSatisfying(
                        Gap.class, gap -> assertThat(gap.state()).isEqualTo(STATE));
        assertThat(batch).hasSizeLessThanOrEqualTo(3);
        assertThat(batch.getLast().revision()).isEqualTo(revision(10));
        assertThat(batch.stream()
                        .mapToInt(recorded -> recorded.event() instanceof Gap gap ? gap.unrecorded() : 1)
                        .sum())
                .isEqualTo(10);
    }

    @Test
    void neverTouchesWhatIsBeingWritten() {
        outbox.add(List.of(change(1), change(2)), STATE);
        List<Recorded> underWay = outbox.take();
        for (int number = 3; number <= 10; number++) {
            outbox.add(List.of(change(number)), STATE);
        }

        outbox.interrupted();

        assertThat(outbox.take()).startsWith(underWay.toArray(Recorded[]::new));
    }

    private static Revision revision(int number) {
        return new Revision(1, number);
    }

    @Test
    void knowsSinceWhenSomethingWaits() {
        assertThat(outbox.oldest()).isNull();
        for (int number = 1; number <= 10; number++) {
            outbox.add(List.of(change(number)), STATE);
        }

        Instant withAGap = outbox.oldest();
        outbox.recorded(revision(10));

        assertThat(withAGap).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(outbox.oldest()).isNull();
    }

    private static Recorded change(int number) {
        return new Recorded(
                revision(number), Instant.ofEpochSecond(number), "edit", new ServiceEvent.PortRemoved(number));
    }
}
