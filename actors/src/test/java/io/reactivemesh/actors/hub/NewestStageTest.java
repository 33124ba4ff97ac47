package io.reactivemesh.actors.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.reactivemesh.actors.MeshNodeConfig;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NewestStageTest {
    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("pekko.actor.provider = local").withFallback(MeshNodeConfig.defaults()));

    private final Settable cell = new Settable();
    private final Handed handed = new Handed();
    private final TestSubscriber.Probe<String> stream =
            Source.fromGraph(new NewestStage<>(cell, handed)).runWith(TestSink.create(KIT.system()), KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void emitsTheFirstValueWhenItIsThere() {
        stream.request(1);
        cell.set("a");

        stream.expectNext("a");
    }

    @Test
    void skipsWhatASlowReaderMissed() {
        stream.request(1);
        cell.set("a");
        stream.expectNext("a");
        cell.set("b");
        cell.set("c");
        cell.set("d");

        stream.request(1);

        stream.expectNext("d");
    }

    @Test
    void emitsNothingForTheSameValue() {
        stream.request(3);
        cell.set("a");
        stream.expectNext("a");

        cell.set("a");
        cell.set("b");

        stream.expectNext("b");
    }

    @Test
    void tellsOfChangesThatItHandsOverButNotOfTheFirstAnswer() {
        cell.seen = Instant.ofEpochSecond(1);
        stream.request(3);
        cell.set("a");
        stream.expectNext("a");
        cell.seen = Instant.ofEpochSecond(2);
        cell.set("b");
        stream.expectNext("b");
        cell.seen = null;
        cell.set("c");
        stream.expectNext("c");

        stream.cancel();
        cell.awaitNobody();

        assertThat(handed.seen).containsExactly(Instant.ofEpochSecond(2));
    }

    @Test
    void stopsLookingWhenTheReaderLeaves() {
        stream.request(1);
        cell.set("a");
        stream.expectNext("a");

        stream.cancel();

        cell.awaitNobody();
        assertThat(cell.looks).isEmpty();
    }

    private static final class Handed implements PropagationObserver {
        private final List<Instant> seen = new CopyOnWriteArrayList<>();

        @Override
        public void published(Instant change) {
            throw new AssertionError("a stream publishes nothing");
        }

        @Override
        public void handed(Instant change) {
            seen.add(change);
        }
    }

    /** A cell that a test sets. */
    private static final class Settable implements Cell<String> {
        private final Set<Runnable> looks = ConcurrentHashMap.newKeySet();
        private volatile @Nullable String value;
        private volatile @Nullable Instant seen;

        void set(String newest) {
            value = newest;
            looks.forEach(Runnable::run);
        }

        synchronized void awaitNobody() {
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (!looks.isEmpty() && System.nanoTime() < deadline) {
                try {
                    wait(100);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public Look<String> look(Runnable wake) {
            looks.add(wake);
            return new Look<>() {
                @Override
                public @Nullable String newest() {
                    return value;
                }

                @Override
                public @Nullable Instant seen() {
                    return seen;
                }

                @Override
                public void close() {
                    looks.remove(wake);
                    synchronized (Settable.this) {
                        Settable.this.notifyAll();
                    }
                }
            };
        }
    }
}
