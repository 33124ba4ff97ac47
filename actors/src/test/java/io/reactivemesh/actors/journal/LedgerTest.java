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
    private static final int ENDPOINTS = 2_000;
    private static final ServiceDocument LARGE = web(IntStream.range(0, ENDPOINTS)
            .mapToObj(i -> pod("10.0." + i / 250 + "." + (1 + i % 250), "web-" + i))
            .toArray(Member[]::new));

    private final CountingModel model = new CountingModel();
    private final ServiceDocument absent = model.absent("emojivoto/web");

    @Test
    void addsUpInBatches() {
        List<Event> events = model.decide(absent, LARGE, "edit");

        Kept kept = read(events).kept();

        assertThat(kept).isEqualTo(new Kept(LARGE, new Revision(1, events.size())));
        assertThat(model.copies()).isLessThanOrEqualTo(events.size() / Ledger.BATCH + 1);
    }

    @Test
    void addsUpOverAGap() {
        List<Event> events = List.of(
                model.decide(absent, LARGE, "edit").getFirst(),
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
