package io.reactivemesh.actors.entity;

import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.web;

import com.typesafe.config.ConfigFactory;
import io.reactivemesh.actors.MeshNodeConfig;
import io.reactivemesh.discovery.model.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What entities, hubs and feeds tell each other can cross from node to node. */
class MessagesTest {
    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("pekko.actor.provider = local").withFallback(MeshNodeConfig.defaults()));

    private final ActorRef<Entity.Command> entity =
            KIT.<Entity.Command>createTestProbe().getRef();
    private final ActorRef<Entity.Published> hub =
            KIT.<Entity.Published>createTestProbe().getRef();
    private final ActorRef<Feed.Command> feed =
            KIT.<Feed.Command>createTestProbe().getRef();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void survivesTheWire() {
        verify(new Entity.Observe(
                web(pod("10.0.0.1", "web-1")), "edit", Instant.parse("2026-11-21T23:00:00.123Z"), 3, feed));
        verify(new Entity.Watch(hub));
        verify(new Entity.Unwatch(hub));
        verify(new Entity.Stop());
        verify(new Entity.Published(
                web(), new Revision(1, 2), true, Instant.parse("2026-11-21T23:00:00.123Z"), entity));
        verify(new Entity.Published(web(), new Revision(1, 2), false, null, entity));
        verify(new Feed.Wanted(web().key(), entity));
        verify(new Feed.Applied(web().key(), 3));
        verify(new Feed.Logged(Set.of(web().key())));
        verify(new Feed.Deliver(List.of(web()), "edit", true, Set.of(web().key()), Instant.EPOCH));
    }

    private static void verify(Object message) {
        var _ = KIT.serializationTestKit().verifySerialization(message, true);
    }
}
