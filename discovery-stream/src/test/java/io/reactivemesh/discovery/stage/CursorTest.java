package io.reactivemesh.discovery.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.Resolution;
import org.junit.jupiter.api.Test;

class CursorTest {
    @Test
    void leadsFromNothingToTheFirstAnswer() {
        assertThat(Cursor.untilGone("gone").next(found("a"))).isEqualTo(new Step<>(null, "a"));
    }

    @Test
    void leadsFromEachAnswerToTheNext() {
        Cursor<String> cursor = Cursor.untilGone("gone");
        cursor.next(found("a"));

        assertThat(cursor.next(found("b"))).isEqualTo(new Step<>("a", "b"));
    }

    @Test
    void saysNothingOfTheSameObjectAgain() {
        Cursor<String> cursor = Cursor.untilGone("gone");
        cursor.next(found("a"));

        assertThat(cursor.next(found("a"))).isNull();
        assertThat(cursor.next(found("b"))).isEqualTo(new Step<>("a", "b"));
    }

    @Test
    void refusesWhenTheFirstAnswerIsNoValue() {
        Resolution<String> missing = new Resolution.NotFound<>("no such Service");

        assertThatThrownBy(() -> Cursor.untilGone("gone").next(missing))
                .isInstanceOfSatisfying(
                        UnresolvedException.class,
                        refusal -> assertThat((Object) refusal.resolution()).isEqualTo(missing));
    }

    @Test
    void goesAndComesBack() {
        Cursor<String> cursor = Cursor.untilGone("gone");
        cursor.next(found("a"));

        assertThat(cursor.next(new Resolution.NotFound<>("deleted"))).isEqualTo(new Step<>("a", "gone"));
        assertThat(cursor.next(new Resolution.Unsuitable<>("ExternalName"))).isNull();
        assertThat(cursor.next(found("b"))).isEqualTo(new Step<>("gone", "b"));
    }

    @Test
    void keepsTheLastAnswerWhenThereIsNoneAnyMore() {
        Cursor<String> cursor = Cursor.keepingLast();
        cursor.next(found("a"));

        assertThat(cursor.next(new Resolution.Ambiguous<>("two owners"))).isNull();
        assertThat(cursor.next(found("b"))).isEqualTo(new Step<>("a", "b"));
    }

    private static Resolution<String> found(String value) {
        return new Resolution.Found<>(value, new Revision(1, 0));
    }
}
