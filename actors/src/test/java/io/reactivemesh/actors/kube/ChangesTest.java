package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.Facts;
import io.reactivemesh.actors.service.DeclaredRoute;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.source.ObjectConversion.Converted;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.actors.translate.DanglingReference;
import io.reactivemesh.actors.translate.Fact.NodeFact;
import io.reactivemesh.actors.translate.Fact.RouteFact;
import io.reactivemesh.actors.translate.Fact.RouteFact.Mention;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.actors.translate.Translator;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.ServiceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final Instant SEEN = Instant.parse("2026-11-26T20:00:00Z");
    /** The name of a port that no conversion makes, and no translation takes. */
    private static final @Nullable String UNTRANSLATABLE = null;

    private static final Quarantined REFUSED = new Quarantined("API server", "Node n1", "zone: wrong");

    private final BlockingQueue<Batch> told = new LinkedBlockingQueue<>();
    private final Semaphore turns = new Semaphore(0);
    /** Whether the sink is to fail once. */
    private final AtomicBoolean failing = new AtomicBoolean();

    private final Changes changes = new Changes(
            () -> new Translator(TranslationConfig.DEFAULT, _ -> "API server"),
            List.of(ObjectKey.Kind.NODE, ObjectKey.Kind.POD),
            Duration.ZERO,
            Duration.ZERO,
            Clock.fixed(SEEN, ZoneOffset.UTC),
            batch -> {
                told.add(batch);
                turns.acquireUninterruptibly();
                if (failing.compareAndSet(true, false)) {
                    throw new IllegalStateException("on command");
                }
            });

    @BeforeEach
    void start() {
        changes.start();
    }

    @AfterEach
    void close() {
        turns.release(1_000);
        changes.close();
    }

    private void zone(String node, String zone) {
        changes.put(key(node), new Converted.Taken(new NodeFact(node, zone), List.of()), false);
    }

    private static ObjectKey key(String node) {
        return new ObjectKey(ObjectKey.Kind.NODE, "", node);
    }

    /** The next batch; the sink is busy with it until {@link #turn}. */
    private Batch next() throws InterruptedException {
        return told.take();
    }

    private void turn() {
        turns.release();
    }

    private void decideAll() {
        changes.decided(ObjectKey.Kind.NODE);
        changes.decided(ObjectKey.Kind.POD);
    }

    @Test
    void firstBatchWaitsForAllKindsAndHoldsEverything() throws InterruptedException {
        zone("n1", "a");
        changes.decided(ObjectKey.Kind.NODE);
        zone("n2", "b");
        boolean early = changes.isComplete() || !told.isEmpty();
        changes.decided(ObjectKey.Kind.POD);

        Batch first = next();

        assertThat(early).isFalse();
        assertThat(first.complete()).isTrue();
        assertThat(first.zoneByNode()).isEqualTo(Map.of("n1", "a", "n2", "b"));
    }

    @Test
    void joinsWhatComesWhileTheSinkIsBusyAndTellsTheNewestOfEach() throws InterruptedException {
        decideAll();
        next();
        zone("n1", "a");
        zone("n2", "a");
        zone("n1", "b");
        zone("n3", "a");
        changes.gone(key("n3"), false);
        turn();

        Batch joined = next();

        assertThat(joined.zoneByNode()).isEqualTo(Map.of("n1", "b", "n2", "a"));
        assertThat(joined.origin()).isEqualTo("change of Node n1, Node n2, Node n3");
    }

    @Test
    void saysWhenItSawWhatChangedButNothingOfTheFirstList() throws InterruptedException {
        decideAll();
        Batch first = next();
        zone("n1", "a");
        turn();

        Batch change = next();

        assertThat(first.seen()).isNull();
        assertThat(change.seen()).isEqualTo(SEEN);
    }

    @Test
    void tellsRepairsByThemselves() throws InterruptedException {
        decideAll();
        next();
        zone("n1", "a");
        changes.put(key("n2"), new Converted.Taken(new NodeFact("n2", "b"), List.of()), true);
        turn();
        Batch change = next();
        turn();

        Batch repair = next();

        assertThat(change.origin()).isEqualTo("change of Node n1");
        assertThat(change.zoneByNode()).isEqualTo(Map.of("n1", "a"));
        assertThat(repair.origin()).isEqualTo("repair");
        assertThat(repair.zoneByNode()).isEqualTo(Map.of("n1", "a", "n2", "b"));
    }

    @Test
    void aRefusedObjectKeepsItsLastGoodVersionUntilItIsFixed() throws InterruptedException {
        zone("n1", "a");
        decideAll();
        next();
        changes.put(key("n1"), new Converted.Refused("zone: wrong"), false);
        turn();
        Batch refusal = next();
        assertThat(changes.quarantined()).containsExactly(REFUSED);
        zone("n1", "b");
        turn();

        Batch fixed = next();

        assertThat(refusal.quarantined()).containsExactly(REFUSED);
        assertThat(refusal.zoneByNode()).as("as before").isNull();
        assertThat(fixed.zoneByNode()).isEqualTo(Map.of("n1", "b"));
        assertThat(changes.quarantined()).isEmpty();
    }

    @Test
    void aRefusedObjectThatIsDeletedIsGone() throws InterruptedException {
        zone("n1", "a");
        decideAll();
        next();
        changes.put(key("n1"), new Converted.Refused("zone: wrong"), false);
        turn();
        next();
        changes.gone(key("n1"), false);
        turn();

        Batch gone = next();

        assertThat(gone.zoneByNode()).isEmpty();
        assertThat(changes.quarantined()).isEmpty();
    }

    @Test
    void tellsOfWhatIsLeftOutAndTakesTheRest() throws InterruptedException {
        changes.put(key("n1"), new Converted.Taken(new NodeFact("n1", "a"), List.of("zone: wrong")), false);
        decideAll();

        Batch first = next();

        assertThat(first.quarantined()).containsExactly(REFUSED);
        assertThat(first.zoneByNode()).isEqualTo(Map.of("n1", "a"));
    }

    @Test
    void anObjectThatCanNotBeTranslatedKeepsWhatWasToldOfItAndCostsNobodyElse() throws InterruptedException {
        service("web", "http");
        decideAll();
        Batch first = next();
        service("web", UNTRANSLATABLE);
        service("shop", "http");
        turn();

        Batch second = next();

        assertThat(names(first)).containsExactly("web");
        assertThat(names(second)).as("the neighbour alone").containsExactly("shop");
        assertThat(second.complete()).isFalse();
        assertThat(second.quarantined()).singleElement().satisfies(why -> {
            assertThat(why.place()).isEqualTo("API server");
            assertThat(why.object()).isEqualTo("Service red/web");
            assertThat(why.reason()).startsWith("can't be translated: java.lang.NullPointerException");
        });
        assertThat(changes.quarantined()).isEqualTo(Set.copyOf(second.quarantined()));
        assertThat(changes.trouble()).isEmpty();
    }

    @Test
    void anObjectThatCanNotBeTranslatedHealsWhenItChanges() throws InterruptedException {
        service("web", UNTRANSLATABLE);
        decideAll();
        Batch first = next();
        assertThat(first.undecided()).containsExactly(ServiceDocument.key(new ServiceId("red", "web")));
        service("web", "http");
        turn();

        Batch healed = next();

        assertThat(names(healed)).containsExactly("web");
        assertThat(healed.undecided()).isEmpty();
        assertThat(changes.quarantined()).isEmpty();
    }

    @Test
    void anObjectThatCouldNotBeTranslatedIsToldToBeGone() throws InterruptedException {
        service("web", UNTRANSLATABLE);
        decideAll();
        next();
        changes.gone(new ObjectKey(ObjectKey.Kind.SERVICE, "red", "web"), false);
        turn();

        Batch gone = next();

        assertThat(gone.services()).containsExactly(ServiceDocument.absent(new ServiceId("red", "web")));
        assertThat(changes.quarantined()).isEmpty();
    }

    @Test
    void whatARouteNamesAndIsNotThereIsKnownUntilItIs() throws InterruptedException {
        ObjectKey key = new ObjectKey(ObjectKey.Kind.HTTP_ROUTE, "red", "r");
        ServiceId web = new ServiceId("red", "web");
        changes.put(
                key,
                new Converted.Taken(
                        new RouteFact(
                                key,
                                List.of(new Mention("spec.parentRefs[0]", Mention.Role.PARENT, web, 80)),
                                new DeclaredRoute.Http(
                                        new ObjectRef("gateway.networking.k8s.io", "HTTPRoute", "red", "r", 0),
                                        null,
                                        List.of(),
                                        List.of())),
                        List.of()),
                false);
        decideAll();
        next();
        assertThat(changes.dangling())
                .containsExactly(new DanglingReference(
                        "API server",
                        "HTTPRoute red/r",
                        Mention.Role.PARENT,
                        "spec.parentRefs[0]: Service red/web does not exist; the route attaches to nothing there"));

        service("web", "http");
        turn();
        next();

        assertThat(changes.dangling()).isEmpty();
    }

    private void service(String name, @Nullable String portName) {
        changes.put(
                new ObjectKey(ObjectKey.Kind.SERVICE, "red", name),
                new Converted.Taken(Facts.service("red", name, portName), List.of()),
                false);
    }

    private static List<String> names(Batch batch) {
        return batch.services().stream().map(service -> service.id().name()).toList();
    }

    @Test
    void namesOnlyThreeOfMany() throws InterruptedException {
        decideAll();
        next();
        for (int i = 1; i <= 5; i++) {
            zone("n" + i, "a");
        }
        turn();

        assertThat(next().origin()).isEqualTo("change of Node n1, Node n2, Node n3 and 2 more");
    }

    @Test
    void tellsEverythingAnewWhenABatchCouldNotBeTold() throws InterruptedException {
        zone("n1", "a");
        decideAll();
        next();
        zone("n2", "b");
        turn();
        next();
        failing.set(true);
        turn();

        Batch anew = next();

        assertThat(changes.trouble())
                .isEqualTo("a change could not be told: java.lang.IllegalStateException: on command");
        assertThat(anew.complete()).isTrue();
        assertThat(anew.origin()).isEqualTo("all told anew");
        assertThat(anew.zoneByNode()).isEqualTo(Map.of("n1", "a", "n2", "b"));
        zone("n3", "c");
        turn();
        assertThat(next().complete()).isFalse();
        assertThat(changes.trouble()).isEmpty();
    }

    @Test
    void deliversNothingOnceItIsClosed() throws InterruptedException {
        decideAll();
        next();
        zone("n1", "a");
        CountDownLatch closing = new CountDownLatch(1);
        Thread closer = Thread.ofPlatform().start(() -> {
            closing.countDown();
            changes.close();
        });
        closing.await();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        turn();

        closer.join();

        assertThat(told).isEmpty();
    }
}
