package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.Resolution;
import io.reactivemesh.discovery.stage.Cursor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.scaladsl.model.HttpEntity;
import org.apache.pekko.http.scaladsl.model.HttpEntity.ChunkStreamPart;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.testkit.TestPublisher;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.apache.pekko.stream.testkit.javadsl.TestSource;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AnswerStageTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final Counts counts = new Counts();
    private final Streams streams = new Streams(counts);
    private final AnswerStage<String> stage = new AnswerStage<>(
            Method.GET,
            () -> Cursor.untilGone("gone"),
            step -> step.before() == null
                    ? List.of(message("all of " + step.after()))
                    : List.of(message("add " + step.after()), message("remove " + step.before())),
            streams);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void sendsTheMessagesOfEachStepInOrder() {
        Probes probes = run();

        probes.sink().request(3);
        probes.source().sendNext(found("a"));
        probes.source().sendNext(found("b"));

        assertThat(probes.sink().expectNext()).isEqualTo(message("all of a"));
        assertThat(probes.sink().expectNext()).isEqualTo(message("add b"));
        assertThat(probes.sink().expectNext()).isEqualTo(message("remove a"));
        assertThat(counts.sent).hasValue(3);
    }

    @Test
    void asksForTheNextAnswerOnlyWhenAllOfTheLastWasTaken() {
        AtomicInteger pulled = new AtomicInteger();
        TestSubscriber.Probe<ChunkStreamPart> sink = Source.range(1, 100)
                .<Resolution<String>>map(number -> {
                    pulled.incrementAndGet();
                    return found("answer " + number);
                })
                .via(stage)
                .runWith(TestSink.create(KIT.system()), KIT.system());

        sink.request(2);
        sink.expectNext();
        sink.expectNext();
        sink.expectNoMessage();

        assertThat(pulled).hasValue(2);
    }

    @Test
    void endsWithTheStatusOfAFirstAnswerThatIsNoValue() {
        Probes probes = run();

        probes.sink().request(1);
        probes.source().sendNext(new Resolution.NotFound<>("no such Service"));

        assertThat(probes.sink().expectNext()).hasToString(end(Status.NOT_FOUND, "no such Service"));
        probes.sink().expectComplete();
        assertThat(counts.open).hasValue(0);
    }

    @Test
    void endsWithAStatusWhenTheWatchFails() {
        Probes probes = run();

        probes.sink().request(1);
        probes.source().sendError(new IllegalStateException("a bug"));

        assertThat(probes.sink().expectNext())
                .hasToString(end(Status.INTERNAL, "the control plane failed to answer; its log says why"));
        probes.sink().expectComplete();
    }

    @Test
    void drainsAfterTheMessagesThatWereDecidedAlready() {
        Probes probes = run();
        probes.sink().request(2);
        probes.source().sendNext(found("a"));
        probes.source().sendNext(found("b"));
        probes.sink().expectNext();
        probes.sink().expectNext();

        streams.drain();
        probes.sink().request(2);

        assertThat(probes.sink().expectNext()).isEqualTo(message("remove a"));
        assertThat(probes.sink().expectNext()).hasToString(end(Status.OK, null));
        probes.sink().expectComplete();
    }

    @Test
    void endsAtOnceWhenItBeginsAfterTheDrain() {
        streams.drain();

        Probes probes = run();
        probes.sink().request(1);

        assertThat(probes.sink().expectNext()).hasToString(end(Status.OK, null));
        probes.sink().expectComplete();
    }

    @Test
    void isNoLongerOpenWhenTheClientLeaves() {
        Probes probes = run();
        probes.sink().request(1);
        probes.source().sendNext(found("a"));
        probes.sink().expectNext();

        probes.sink().cancel();
        probes.source().expectCancellation();

        assertThat(streams.drain().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(3));
        assertThat(counts.open).hasValue(0);
    }

    private Probes run() {
        Pair<TestPublisher.Probe<Resolution<String>>, TestSubscriber.Probe<ChunkStreamPart>> probes =
                TestSource.<Resolution<String>>create(KIT.system())
                        .via(stage)
                        .toMat(TestSink.create(KIT.system()), Keep.both())
                        .run(KIT.system());
        return new Probes(probes.first(), probes.second());
    }

    private static Resolution<String> found(String value) {
        return new Resolution.Found<>(value, new Revision(1, 0));
    }

    private static ChunkStreamPart message(String text) {
        return new HttpEntity.Chunk(ByteString.fromString(text), "");
    }

    /** Headers have no equality of their own. */
    private static String end(Status status, @Nullable String description) {
        return Statuses.trailers(status.withDescription(description)).toString();
    }

    private record Probes(TestPublisher.Probe<Resolution<String>> source, TestSubscriber.Probe<ChunkStreamPart> sink) {}

    private static final class Counts implements DiscoveryObserver {
        final AtomicInteger open = new AtomicInteger();
        final AtomicInteger sent = new AtomicInteger();

        @Override
        public void opened(Method method) {
            open.incrementAndGet();
        }

        @Override
        public void closed(Method method, Status.Code code) {
            open.decrementAndGet();
        }

        @Override
        public void refused(Method method, Status.Code code) {
            throw new AssertionError("a stage refuses nothing");
        }

        @Override
        public void sent(Method method) {
            sent.incrementAndGet();
        }
    }
}
