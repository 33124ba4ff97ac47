package io.reactivemesh.actors.entity;

import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.web;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.reactivemesh.actors.CountingModel;
import io.reactivemesh.actors.Documents;
import io.reactivemesh.actors.MeshNodeConfig;
import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.journal.Journal;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.discovery.model.Revision;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An entity without a log; what it does with one is shown where there is one, in RestartIT and BrokenJournalIT. */
class EntityTest {
    private static final Instant NOW = Instant.parse("2026-11-21T23:00:00Z");

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config()
            .withFallback(ConfigFactory.parseString("pekko.actor.provider = local"))
            .withFallback(MeshNodeConfig.defaults()));
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestProbe<Feed.Command> feed = kit.createTestProbe();
    private final TestProbe<Entity.Published> hub = kit.createTestProbe();
    private final TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
    private final CountingModel model = new CountingModel();
    private final ActorRef<Entity.Command> entity = kit.spawn(Entity.create(
            model,
            "emojivoto/web",
            new Entity.Surroundings(Journal.none(), feed.getRef(), Clock.fixed(NOW, ZoneOffset.UTC), Timing.DEFAULT),
            shard.getRef()));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void asksTheSourceUntilItIsAnswered() {
        feed.expectMessage(new Feed.Wanted(ServiceDocument.key(Documents.WEB), entity));

        time.timePasses(Timing.DEFAULT.retry());

        feed.expectMessage(new Feed.Wanted(ServiceDocument.key(Documents.WEB), entity));
    }

    @Test
    void tellsAHubThatItKnowsNothingYet() {
        entity.tell(new Entity.Watch(hub.getRef()));

        hub.expectMessage(published(ServiceDocument.absent(Documents.WEB), 0, false));
    }

    @Test
    void publishesWhatItObserves() {
        entity.tell(new Entity.Watch(hub.getRef()));
        hub.expectMessageClass(Entity.Published.class);

        observe(web(pod("10.0.0.1", "web-1")), 1);

        hub.expectMessage(new Entity.Published(
                web(pod("10.0.0.1", "web-1")), new Revision(NOW.toEpochMilli(), 1), true, NOW, entity));
    }

    @Test
    void appliesAllThatAnObservationChangesInOneGo() {
        entity.tell(new Entity.Watch(hub.getRef()));
        hub.expectMessageClass(Entity.Published.class);
        ServiceDocument large = web(IntStream.range(1, 250)
                .mapToObj(i -> pod("10.0.0." + i, "web-" + i))
                .toArray(Member[]::new));

        observe(large, 1);

        hub.expectMessage(new Entity.Published(large, new Revision(NOW.toEpochMilli(), 1), true, NOW, entity));
        assertThat(model.copies()).isEqualTo(1);
    }

    @Test
    void saysNothingWhenNothingChanged() {
        observe(web(), 1);
        entity.tell(new Entity.Watch(hub.getRef()));
        hub.expectMessage(published(web(), 1, true));

        observe(web(), 2);

        feed.fishForMessage(
                java.time.Duration.ofSeconds(10),
                message -> message.equals(new Feed.Applied(ServiceDocument.key(Documents.WEB), 2))
                        ? org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                        : org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore());
        hub.expectNoMessage();
    }

    @Test
    void tellsAHubTheNewestWheneverItAsks() {
        observe(web(), 1);
        observe(web(pod("10.0.0.1", "web-1")), 2);

        entity.tell(new Entity.Watch(hub.getRef()));
        hub.expectMessage(published(web(pod("10.0.0.1", "web-1")), 2, true));
        entity.tell(new Entity.Watch(hub.getRef()));

        hub.expectMessage(published(web(pod("10.0.0.1", "web-1")), 2, true));
    }

    @Test
    void goesWhenItStandsForNothingAndNobodyWatches() {
        observe(ServiceDocument.absent(Documents.WEB), 1);

        time.timePasses(Timing.DEFAULT.passivation());

        assertThat(shard.receiveMessage()).isEqualTo(new ClusterSharding.Passivate<>(entity));
    }

    @Test
    void staysWhileSomebodyWatches() {
        observe(ServiceDocument.absent(Documents.WEB), 1);
        entity.tell(new Entity.Watch(hub.getRef()));
        hub.expectMessageClass(Entity.Published.class);

        time.timePasses(Timing.DEFAULT.passivation());

        shard.expectNoMessage();
    }

    @Test
    void staysWhileItStandsForSomething() {
        observe(web(), 1);

        time.timePasses(Timing.DEFAULT.passivation());

        shard.expectNoMessage();
    }

    private void observe(Document document, long sequence) {
        entity.tell(new Entity.Observe(document, "edit", NOW, sequence, feed.getRef()));
    }

    /** How things are, when no change just led there. */
    private Entity.Published published(Document document, long number, boolean known) {
        return new Entity.Published(document, new Revision(NOW.toEpochMilli(), number), known, null, entity);
    }
}
