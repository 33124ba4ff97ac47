package io.reactivemesh.actors.journal;

import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.web;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.CountingModel;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.discovery.model.Revision;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A log that is read entry by entry adds up to what it would all at once, for few copies of its state. */
class LedgerTest {
    private final CountingModel model = new CountingModel();
    private final ServiceDocument absent = model.absent("emojivoto/web");

    @Test
    void addsUp() {
        ServiceDocument large = web(endpoints(500));
        List<Event> events = model.decide(absent, large, "edit");

        assertThat(read(events).kept()).isEqualTo(new Kept(large, new Revision(1, events.size())));
    }

    /** Copies grow with the logarithm: their sizes are a geometric series, so all of them together are a few times the last. */
    @Test
    void twiceAsManyEntriesNeedAFewMoreCopies() {
        int few = copiesFor(2_000);
        int many = copiesFor(4_000);

        assertThat(many - few).isLessThanOrEqualTo(16);
        assertThat(many).isLessThan(200);
    }

    private int copiesFor(int endpoints) {
        List<Event> events = model.decide(absent, web(endpoints(endpoints)), "edit");
        int before = model.copies();
        read(events);
        return model.copies() - before;
    }

    @Test
    void keepsNoEntryOfASmallStateWaiting() {
        Ledger<ServiceDocument> ledger = read(model.decide(absent, web(endpoints(10)), "edit"));

        assertThat(ledger.tail()).isNull();
    }

    private static Member[] endpoints(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> pod("10.0." + i / 250 + "." + (1 + i % 250), "web-" + i))
                .toArray(Member[]::new);
    }

    @Test
    void addsUpOverAGap() {
        List<Event> events = List.of(
                model.decide(absent, web(endpoints(3)), "edit").getFirst(),
                new Gap(web(pod("10.0.0.1", "web-1")), 7),
                model.decide(web(pod("10.0.0.1", "web-1")), web(), "edit").getFirst());

        assertThat(read(events).kept().document()).isEqualTo(web());
    }

    @Test
    void isWhereItsNewestEntryIs() {
        Ledger<ServiceDocument> ledger =
                read(model.decide(absent, web(), "edit").subList(0, 1));

        assertThat(ledger.revision()).isEqualTo(new Revision(1, 1));
        assertThat(Ledger.of(model, ledger.kept()).kept()).isEqualTo(ledger.kept());
    }

    private Ledger<ServiceDocument> read(List<Event> events) {
        Ledger<ServiceDocument> ledger = Ledger.of(model, new Kept(absent, Kept.NEVER));
        int number = 0;
        for (Event event : events) {
            ledger = ledger.with(new Recorded(new Revision(1, ++number), Instant.EPOCH, "edit", event));
        }
        return ledger;
    }
}
