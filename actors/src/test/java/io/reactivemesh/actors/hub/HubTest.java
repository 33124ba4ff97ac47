package io.reactivemesh.actors.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.Resolution;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HubTest {
    private final Hub<String> hub = new Hub<>(Map.of("n1", "a", "n2", "a", "n3", "b"), true);
    private final AtomicInteger wakes = new AtomicInteger();

    /** Answers with the first letter of the document and the caller's zone. */
    private record Initial(String node) implements Question<String, Resolution<String>> {
        @Override
        public Object scope(String document, Map<String, String> zoneByNode) {
            return zoneByNode.getOrDefault(node, "");
        }

        @Override
        public Resolution<String> answer(String document, Revision revision, Map<String, String> zoneByNode) {
            return new Resolution.Found<>(document.charAt(0) + zoneByNode.getOrDefault(node, ""), revision);
        }
    }

    private void publish(String document, Revision revision, boolean vouched) {
        var _ = hub.publish(document, revision, vouched, null);
    }

    @Test
    void saysNothingBeforeAnythingIsKnown() {
        Cell.Look<Resolution<String>> look = look("n1");

        assertThat(look.newest()).isNull();
    }

    @Test
    void sharesOneAnswerAmongAllThatItIsTheSameFor() {
        publish("web", revision(1), true);

        Resolution<String> one = look("n1").newest();

        assertThat(look("n1").newest()).isSameAs(one);
        assertThat(look("n2").newest()).isSameAs(one);
        assertThat(look("n3").newest()).isNotEqualTo(one);
    }

    @Test
    void keepsTheAnswerAndWakesNobodyWhenItIsEqual() {
        publish("web", revision(1), true);
        Cell.Look<Resolution<String>> look = look("n1");
        Resolution<String> before = look.newest();

        publish("west", revision(2), true);

        assertThat(look.newest()).isSameAs(before);
        assertThat(wakes).hasValue(0);
    }

    @Test
    void knowsWhenTheChangeBehindAnAnswerWasSeen() {
        publish("web", revision(1), true);
        Cell.Look<Resolution<String>> look = look("n1");

        boolean unchanged = hub.publish("west", revision(2), true, Instant.ofEpochSecond(2));
        Instant seenUnchanged = look.seen();
        boolean changed = hub.publish("voting", revision(3), true, Instant.ofEpochSecond(3));

        assertThat(unchanged).isFalse();
        assertThat(seenUnchanged).isNull();
        assertThat(changed).isTrue();
        assertThat(look.seen()).isEqualTo(Instant.ofEpochSecond(3));
    }

    @Test
    void forgetsWhenSomethingElseChangesTheAnswer() {
        publish("web", revision(1), true);
        Cell.Look<Resolution<String>> look = look("n1");
        var _ = hub.publish("voting", revision(2), true, Instant.ofEpochSecond(2));

        hub.zones(Map.of("n1", "c"));

        assertThat(look.seen()).isNull();
    }

    @Test
    void wakesEachWhenTheAnswerDiffers() {
        publish("web", revision(1), true);
        Cell.Look<Resolution<String>> one = look("n1");
        Cell.Look<Resolution<String>> two = look("n2");

        publish("voting", revision(2), true);

        assertThat(wakes).hasValue(2);
        assertThat(one.newest()).isEqualTo(new Resolution.Found<>("va", revision(2)));
        assertThat(two.newest()).isSameAs(one.newest());
    }

    @Test
    void passesOverAnOlderRevision() {
        publish("web", revision(2), true);

        publish("voting", revision(1), true);

        assertThat(look("n1").newest()).isEqualTo(new Resolution.Found<>("wa", revision(2)));
    }

    @Test
    void keepsWhatItKnowsWhenAnEntityComesBackWithoutMemory() {
        publish("web", revision(1), true);

        publish("empty", revision(2), false);

        assertThat(look("n1").newest()).isEqualTo(new Resolution.Found<>("wa", revision(1)));
    }

    @Test
    void answersWithWhatNobodyVouchesForOncePatienceIsLost() {
        publish("empty", revision(1), false);
        Cell.Look<Resolution<String>> look = look("n1");
        assertThat(look.newest()).isNull();

        hub.losePatience();

        assertThat(look.newest()).isEqualTo(new Resolution.Found<>("ea", revision(1)));
    }

    @Test
    void answersAnewWhenTheZonesOfTheNodesChange() {
        publish("web", revision(1), true);
        Cell.Look<Resolution<String>> look = look("n1");

        hub.zones(Map.of("n1", "c"));

        assertThat(look.newest()).isEqualTo(new Resolution.Found<>("wc", revision(1)));
    }

    @Test
    void closesOnlyWhenNobodyLooks() {
        Cell.Look<Resolution<String>> look = look("n1");
        assertThat(hub.closeIfIdle()).isFalse();

        look.close();

        assertThat(hub.closeIfIdle()).isTrue();
        assertThat(hub.look(new Initial("n1"), () -> {})).isNull();
    }

    private Cell.Look<Resolution<String>> look(String node) {
        return Objects.requireNonNull(hub.look(new Initial(node), wakes::incrementAndGet));
    }

    private static Revision revision(long number) {
        return new Revision(1, number);
    }
}
