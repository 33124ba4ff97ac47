package io.reactivemesh.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.journal.PersistenceIds;
import io.reactivemesh.actors.journal.Recorded;
import io.reactivemesh.actors.service.DiscoverySettings;
import io.reactivemesh.actors.service.EndpointView;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceModel;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Caller;
import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.port.EndpointSource.EndpointQuery;
import io.reactivemesh.discovery.port.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;

/** A thousand Services, each edited at random, with a restart in between; what must hold of every one of them in the end. */
class RandomSequencesIT {
    private static final int SEQUENCES = 1000;
    private static final int EDITS = 4;
    private static final Map<String, String> ZONES = Map.of("n1", "a", "n2", "b");
    private static final List<Caller> CALLERS =
            List.of(Caller.UNKNOWN, new Caller("clients", "n1", null), new Caller("clients", "n2", null));

    private final List<ServiceDocument> documents = new ArrayList<>();
    private final List<RandomDocuments> randoms = new ArrayList<>();

    @Test
    void leadToWhatWasObservedLast() throws Exception {
        for (int i = 0; i < SEQUENCES; i++) {
            randoms.add(new RandomDocuments(i));
            documents.add(ServiceDocument.absent(new ServiceId("random", "service-" + i)));
        }
        List<Reader> readers = new ArrayList<>();
        MeshNodeConfig config = TestNodes.inMemory("sequences");

        live(config, readers, false);
        live(config, readers, true);
    }

    private void live(MeshNodeConfig config, List<Reader> readers, boolean again) throws Exception {
        ScriptedSource source = new ScriptedSource();
        try (MeshNode node = MeshNode.start(config, source)) {
            if (again) {
                readers.forEach(Reader::reconnect);
            }
            source.zones(ZONES);
            step();
            for (int i = 0; i < SEQUENCES; i++) {
                Reader reader = again ? readers.get(i) : new Reader(i);
                if (!again) {
                    readers.add(reader);
                }
                reader.read(node);
            }
            source.say("initial list", true, null, existing());
            for (int edit = 0; edit < EDITS; edit++) {
                step();
                source.say("edit", false, null, List.copyOf(documents));
            }

            readers.forEach(Reader::awaitLast);
            node.applied().toCompletableFuture().get(60, TimeUnit.SECONDS);
            node.drained().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertThat(readers).noneMatch(reader -> reader.wentBack);
            assertLogged(node);
        }
    }

    private List<Document> existing() {
        return documents.stream()
                .filter(ServiceDocument::exists)
                .map(Document.class::cast)
                .toList();
    }

    private void step() {
        for (int i = 0; i < SEQUENCES; i++) {
            documents.set(i, randoms.get(i).edited(documents.get(i)));
        }
    }

    private void assertLogged(MeshNode node) throws Exception {
        ServiceModel model = new ServiceModel();
        JdbcReadJournal journal = PersistenceQuery.get(node.system())
                .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
        List<Integer> wrong = Source.from(IntStream.range(0, SEQUENCES).boxed().toList())
                .mapAsync(4, i -> {
                    ServiceDocument document = documents.get(i);
                    return journal.currentEventsByPersistenceId(PersistenceIds.of(document.key()), 0, Long.MAX_VALUE)
                            .map(envelope -> (Recorded) envelope.event())
                            .runFold(
                                    model.absent(document.id().toString()),
                                    (state, recorded) -> model.next(state, List.of(recorded.event())),
                                    node.system())
                            .thenApply(state -> state.equals(document) ? -1 : i);
                })
                .filter(i -> i >= 0)
                .runWith(Sink.seq(), node.system())
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        assertThat(wrong)
                .as("keys whose log does not add up to their last document")
                .isEmpty();
    }

    /** A proxy: holds what the differences that it was sent add up to. */
    private final class Reader {
        private final int index;
        private final EndpointQuery query;
        private TreeMap<Address, Endpoint> held = new TreeMap<>();
        private EndpointSet last = EndpointSet.UNKNOWN;
        private boolean found;
        private Revision revision = new Revision(0, 0);
        private boolean wentBack;
        private String said = "nothing";

        Reader(int index) {
            this.index = index;
            this.query = new EndpointQuery(documents.get(index).id(), 80, null, CALLERS.get(index % CALLERS.size()));
        }

        void read(MeshNode node) {
            var _ = node.endpoints().endpoints(query).runWith(Sink.foreach(this::take), node.system());
        }

        /** A new stream begins with nothing. */
        synchronized void reconnect() {
            held = new TreeMap<>();
            last = EndpointSet.UNKNOWN;
        }

        private synchronized void take(Resolution<EndpointSet> resolution) {
            said = resolution.toString();
            EndpointSet now = EndpointSet.UNKNOWN;
            found = false;
            if (resolution instanceof Resolution.Found<EndpointSet>(EndpointSet set, Revision at)) {
                now = set;
                found = true;
                wentBack |= at.compareTo(revision) < 0;
                revision = at;
            }
            EndpointSet.Delta delta = now.since(last);
            delta.added().forEach(endpoint -> held.put(endpoint.address(), endpoint));
            delta.removed().forEach(held::remove);
            last = now;
        }

        void awaitLast() {
            ServiceDocument document = documents.get(index);
            EndpointView view = new EndpointView(DiscoverySettings.DEFAULT);
            Resolution<EndpointSet> wanted =
                    view.resolve(document, new Revision(1, 1), EndpointView.filter(document, query, ZONES));
            var _ = Awaiting.until(this::said, _ -> holds(wanted));
        }

        private synchronized String said() {
            return index + " holds " + held.keySet() + ", wanted of " + documents.get(index) + "; said last: " + said;
        }

        private synchronized boolean holds(Resolution<EndpointSet> wanted) {
            return wanted instanceof Resolution.Found<EndpointSet>(EndpointSet set, var _)
                    ? found && held.equals(set.endpoints())
                    : !found && held.isEmpty();
        }
    }
}
