package io.reactivemesh.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.address.AddressModel;
import io.reactivemesh.actors.format.JournalSerializer;
import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.actors.journal.Gap;
import io.reactivemesh.actors.journal.Kept;
import io.reactivemesh.actors.journal.Model;
import io.reactivemesh.actors.journal.Recorded;
import io.reactivemesh.actors.service.ServiceModel;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.actors.workload.WorkloadModel;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.Revision;
import java.io.NotSerializableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What must hold for every kind of entity and any two documents. */
class ModelPropertyTest {
    private static final WorkloadId POD = new WorkloadId(WorkloadId.Kind.POD, "emojivoto", "web-0");
    private static final IpAddress IP = IpAddress.parse("10.0.0.1");

    private final JournalSerializer serializer = new JournalSerializer();

    @Property(tries = 1000)
    void whatWasDecidedLeadsToWhatWasObserved(@ForAll long seed) throws NotSerializableException {
        RandomDocuments random = new RandomDocuments(seed);

        leadsToWhatWasObserved(new ServiceModel(), random.service(Documents.WEB), random.service(Documents.WEB));
        leadsToWhatWasObserved(new WorkloadModel(), random.workload(POD), random.workload(POD));
        leadsToWhatWasObserved(new AddressModel(), random.address(IP), random.address(IP));
    }

    private <D extends Document> void leadsToWhatWasObserved(Model<D> model, D before, D after)
            throws NotSerializableException {
        List<Event> events = model.decide(before, after, "edit");
        List<Event> replayed = new ArrayList<>();
        D state = before;
        for (Event event : events) {
            replayed.add(reread(event));
            state = model.next(state, List.of(replayed.getLast()));
        }

        assertThat(state).as("one by one").isEqualTo(after);
        assertThat(model.next(before, replayed)).as("all at once").isEqualTo(after);
        assertThat(model.decide(after, after, "edit")).isEmpty();
        assertThat(events.isEmpty()).isEqualTo(before.equals(after));
        assertThat(events).allSatisfy(event -> {
            assertThat(event.name()).isNotEmpty();
            assertThat(event.subject()).isNotEmpty();
            assertThat(event.cause()).isNotEmpty();
        });
        assertThat(reread(new Gap(after, 3))).isEqualTo(new Gap(after, 3));
        Kept kept = new Kept(after, new Revision(7, 9));
        assertThat(serializer.fromBinary(serializer.toBinary(kept), serializer.manifest(kept)))
                .isEqualTo(kept);
    }

    private Event reread(Event event) throws NotSerializableException {
        Recorded recorded = new Recorded(
                new Revision(1_795_000_000_123L, 2), Instant.parse("2026-11-21T23:00:00.123456789Z"), "edit", event);
        Object read = serializer.fromBinary(serializer.toBinary(recorded), serializer.manifest(recorded));
        assertThat(read).isEqualTo(recorded);
        return ((Recorded) read).event();
    }
}
