package io.reactivemesh.actors.entity;

import static io.reactivemesh.actors.Documents.WEB;
import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.web;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.reactivemesh.actors.MeshNodeConfig;
import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.journal.Model;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceModel;
import io.reactivemesh.discovery.model.ServiceId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final Instant NOW = Instant.parse("2026-11-21T23:00:00Z");

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config()
            .withFallback(ConfigFactory.parseString("pekko.actor.provider = local"))
            .withFallback(MeshNodeConfig.defaults()));
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestProbe<Entity.Command> entities = kit.createTestProbe();
    private final ActorRef<Feed.Command> feed = kit.spawn(Feed.create(
            (_, command) -> entities.getRef().tell(command),
            key -> new ServiceModel().absent(key.id()),
            Timing.DEFAULT,
            Clock.fixed(NOW, ZoneOffset.UTC)));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void sendsEachDocumentWithItsTimeAndOrigin() {
        deliver(false, web());

        Entity.Observe observe = observed();

        assertThat(observe.document()).isEqualTo(web());
        assertThat(observe.origin()).isEqualTo("edit");
        assertThat(observe.at()).isEqualTo(NOW);
    }

    @Test
    void sendsAgainWhatWasNotAnswered() {
        deliver(false, web());
        Entity.Observe first = observed();

        time.timePasses(Timing.DEFAULT.retry());
        assertThat(observed()).isEqualTo(first);
        feed.tell(new Feed.Applied(web().key(), first.sequence()));
        time.timePasses(Timing.DEFAULT.retry());

        entities.expectNoMessage();
    }

    @Test
    void sendsOnlyTheNewestAfterTheOneUnderWay() {
        deliver(false, web());
        Entity.Observe first = observed();
        deliver(false, web(pod("10.0.0.1", "web-1")));
        deliver(false, web(pod("10.0.0.2", "web-2")));

        feed.tell(new Feed.Applied(web().key(), first.sequence()));

        assertThat(observed().document()).isEqualTo(web(pod("10.0.0.2", "web-2")));
    }

    @Test
    void keepsABoundedNumberUnderWay() {
        List<Document> many = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            many.add(ServiceDocument.absent(new ServiceId("emojivoto", "service-" + i)));
        }

        feed.tell(new Feed.Deliver(many, "edit", false, Set.of(), NOW));

        assertThat(entities.receiveSeveralMessages(512)).hasSize(512);
        entities.expectNoMessage();
    }

    @Test
    void observesAsGoneWhatOnlyTheLogKnows() {
        feed.tell(new Feed.Logged(Set.of(ServiceDocument.key(WEB))));
        entities.expectNoMessage();

        deliver(true);

        Entity.Observe observe = observed();
        assertThat(observe.document()).isEqualTo(ServiceDocument.absent(WEB));
        assertThat(observe.origin()).isEqualTo(Model.GONE_MEANWHILE);
    }

    @Test
    void observesAsGoneAlsoWhenTheLogComesLate() {
        deliver(true);
        entities.expectNoMessage();

        feed.tell(new Feed.Logged(Set.of(ServiceDocument.key(WEB))));

        assertThat(observed().document()).isEqualTo(ServiceDocument.absent(WEB));
    }

    @Test
    void leavesAloneWhatTheLogKnowsAndTheListCanNotDecide() {
        feed.tell(new Feed.Logged(Set.of(ServiceDocument.key(WEB))));
        feed.tell(new Feed.Wanted(ServiceDocument.key(WEB), entities.getRef()));

        feed.tell(new Feed.Deliver(List.of(), "initial list", true, Set.of(ServiceDocument.key(WEB)), NOW));

        entities.expectNoMessage();
    }

    @Test
    void keepsWhatItDeliveredWhenALaterListCanNotDecide() {
        deliver(true, web());
        feed.tell(new Feed.Applied(web().key(), observed().sequence()));
        feed.tell(new Feed.Deliver(List.of(), "all told anew", true, Set.of(web().key()), NOW));

        feed.tell(new Feed.Wanted(web().key(), entities.getRef()));

        assertThat(observed().document()).isEqualTo(web());
    }

    @Test
    void leavesAloneWhatTheLogAndTheListKnow() {
        feed.tell(new Feed.Logged(Set.of(ServiceDocument.key(WEB))));
        deliver(true, web());

        feed.tell(new Feed.Applied(web().key(), observed().sequence()));

        entities.expectNoMessage();
    }

    @Test
    void letsAnEntityThatAsksWaitForTheList() {
        feed.tell(new Feed.Wanted(ServiceDocument.key(WEB), entities.getRef()));
        entities.expectNoMessage();

        deliver(true);

        assertThat(observed().document()).isEqualTo(ServiceDocument.absent(WEB));
    }

    @Test
    void repairsAnEntityThatComesBack() {
        deliver(true, web());
        feed.tell(new Feed.Applied(web().key(), observed().sequence()));

        feed.tell(new Feed.Wanted(ServiceDocument.key(WEB), entities.getRef()));

        Entity.Observe observe = observed();
        assertThat(observe.document()).isEqualTo(web());
        assertThat(observe.origin()).isEqualTo("repair");
    }

    private void deliver(boolean complete, Document... documents) {
        feed.tell(new Feed.Deliver(List.of(documents), "edit", complete, Set.of(), NOW));
    }

    private Entity.Observe observed() {
        return entities.expectMessageClass(Entity.Observe.class);
    }
}
