package io.reactivemesh.actors.journal;

import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.web;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.reactivemesh.actors.MeshNodeConfig;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceModel;
import io.reactivemesh.discovery.model.Revision;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local")
                    .withFallback(EventSourcedBehaviorTestKit.config())
                    .withFallback(MeshNodeConfig.defaults()));

    private final ServiceModel model = new ServiceModel();
    private final TestProbe<Recorder.Reply> owner = KIT.createTestProbe();
    private final EventSourcedBehaviorTestKit<Recorder.Append, Recorded, Ledger<ServiceDocument>> recorder =
            EventSourcedBehaviorTestKit.create(
                    KIT.system(),
                    Recorder.create(
                            model, ServiceDocument.key(web().id()), new Retention(3, 2, true), false, owner.getRef()),
                    // Commands never leave the node: a recorder is its entity's child. Of its state, snapshots hold the
                    // sum.
                    EventSourcedBehaviorTestKit.enabledSerializationSettings()
                            .withVerifyCommands(false)
                            .withVerifyState(false));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void tellsItsOwnerWhatTheLogAddsUpToEachTimeItStarts() {
        ServiceDocument observed = web(pod("10.0.0.1", "web-1"));
        owner.expectMessage(new Recorder.Recovered(new Kept(model.absent("emojivoto/web"), Kept.NEVER)));

        var written = recorder.<Recorder.Reply>runCommand(
                replyTo -> new Recorder.Append(changes(model.absent("emojivoto/web"), observed, 5), replyTo));

        assertThat(written.reply()).isEqualTo(new Recorder.Written(new Revision(5, 1)));
        assertThat(recorder.restart().state().kept()).isEqualTo(new Kept(observed, new Revision(5, 1)));
        owner.expectMessage(new Recorder.Recovered(new Kept(observed, new Revision(5, 1))));
    }

    private List<Recorded> changes(ServiceDocument before, ServiceDocument after, long epoch) {
        return model.decide(before, after, "edit").stream()
                .map(event -> new Recorded(new Revision(epoch, 1), Instant.EPOCH, "edit", event))
                .toList();
    }
}
