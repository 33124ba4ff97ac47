package io.reactivemesh.discovery.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.Resolution;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.testkit.TestPublisher;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.apache.pekko.stream.testkit.javadsl.TestSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StepsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void passesTheFirstAnswerOnAtOnce() {
        Probes probes = run(Steps.untilGone("gone"));

        probes.sink().request(1);
        probes.source().sendNext(found("a"));

        assertThat(probes.sink().expectNext()).isEqualTo(new Step<>(null, "a"));
    }

    @Test
    void leadsFromEachAnswerToTheNext() {
        Probes probes = run(Steps.untilGone("gone"));

        probes.sink().request(1);
        probes.source().sendNext(found("a"));
        probes.sink().expectNext();
        probes.sink().request(1);
        probes.source().sendNext(found("b"));

        assertThat(probes.sink().expectNext()).isEqualTo(new Step<>("a", "b"));
    }

    @Test
    void asksTheSourceForNothingThatTheClientDidNotAskFor() {
        AtomicInteger pulled = new AtomicInteger();
        TestSubscriber.Probe<Step<String>> sink = Source.range(1, 100)
                .<Resolution<String>>map(number -> {
                    pulled.incrementAndGet();
                    return found("answer " + number);
                })
                .via(Steps.untilGone("gone"))
                .runWith(TestSink.create(KIT.system()), KIT.system());

        sink.request(1);
        sink.expectNext();
        sink.request(1);
        sink.expectNext();
        sink.expectNoMessage();

        assertThat(pulled).hasValue(2);
    }

    @Test
    void saysNothingOfTheSameObjectAgain() {
        Probes probes = run(Steps.untilGone("gone"));

        probes.sink().request(2);
        probes.source().sendNext(found("a"));
        probes.sink().expectNext();
        probes.source().sendNext(found("a"));
        probes.source().sendNext(found("b"));

        assertThat(probes.sink().expectNext()).isEqualTo(new Step<>("a", "b"));
    }

    @Test
    void failsWhenTheFirstAnswerIsNoValue() {
        Probes probes = run(Steps.untilGone("gone"));
        Resolution<String> missing = new Resolution.NotFound<>("no such Service");

        probes.sink().request(1);
        probes.source().sendNext(missing);

        assertThat(probes.sink().expectError())
                .isInstanceOfSatisfying(
                        UnresolvedException.class,
                        failure -> assertThat((Object) failure.resolution()).isEqualTo(missing));
    }

    @Test
    void goesAndComesBackOnTheSameStream() {
        Probes probes = run(Steps.untilGone("gone"));

        probes.sink().request(3);
        probes.source().sendNext(found("a"));
        probes.source().sendNext(new Resolution.NotFound<>("deleted"));
        probes.source().sendNext(new Resolution.Unsuitable<>("ExternalName"));
        probes.source().sendNext(found("b"));

        assertThat(probes.sink().expectNext()).isEqualTo(new Step<>(null, "a"));
        assertThat(probes.sink().expectNext()).isEqualTo(new Step<>("a", "gone"));
        assertThat(probes.sink().expectNext()).isEqualTo(new Step<>("gone", "b"));
    }

    @Test
    void keepsTheLastAnswerWhenThereIsNoneAnyMore() {
        Probes probes = run(Steps.keepingLast());

        probes.sink().request(2);
        probes.source().sendNext(found("a"));
        probes.source().sendNext(new Resolution.Ambiguous<>("two owners"));
        probes.source().sendNext(found("b"));

        assertThat(probes.sink().expectNext()).isEqualTo(new Step<>(null, "a"));
        assertThat(probes.sink().expectNext()).isEqualTo(new Step<>("a", "b"));
    }

    private static Probes run(Flow<Resolution<String>, Step<String>, NotUsed> flow) {
        Pair<TestPublisher.Probe<Resolution<String>>, TestSubscriber.Probe<Step<String>>> probes =
                TestSource.<Resolution<String>>create(KIT.system())
                        .via(flow)
                        .toMat(TestSink.create(KIT.system()), Keep.both())
                        .run(KIT.system());
        return new Probes(probes.first(), probes.second());
    }

    private static Resolution<String> found(String value) {
        return new Resolution.Found<>(value, new Revision(1, 0));
    }

    private record Probes(TestPublisher.Probe<Resolution<String>> source, TestSubscriber.Probe<Step<String>> sink) {}
}
