package io.reactivemesh.actors.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.reactivemesh.actors.MeshNodeConfig;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final TestSubscriber.Probe<String> stream =
            Source.fromGraph(new NewestStage<>(cell)).runWith(TestSink.create(KIT.system()), KIT.system());

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
    void stopsLookingWhenTheReaderLeaves() {
        stream.request(1);
        cell.set("a");
        stream.expectNext("a");

        stream.cancel();

        cell.awaitNobody();
        assertThat(cell.looks).isEmpty();
    }

    /** A cell that a test sets. */
    private static final class Settable implements Cell<String> {
        private final Set<Runnable> looks = ConcurrentHashMap.newKeySet();
        private volatile @Nullable String value;

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
