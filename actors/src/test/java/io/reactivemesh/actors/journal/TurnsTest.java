package io.reactivemesh.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.discovery.port.HistorySource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns(2);
    private final List<String> begun = new ArrayList<>();

    @Test
    void letsSoManyBeginAndTheOthersInTheOrderInWhichTheyCame() {
        List.of("a", "b", "c", "d").forEach(this::ask);
        assertThat(begun).containsExactly("a", "b");

        end("b");
        assertThat(begun).containsExactly("a", "b", "c");

        end("a");
        end("c");
        assertThat(begun).containsExactly("a", "b", "c", "d");
    }

    @Test
    void takesAskingTwiceAsOnce() {
        List.of("a", "a", "b", "c", "c", "d").forEach(this::ask);
        end("a");
        end("b");

        assertThat(begun).containsExactly("a", "b", "c", "d");
    }

    @Test
    void givesATurnAgainToOneThatHadOne() {
        ask("a");
        end("a");
        ask("a");

        assertThat(begun).containsExactly("a", "a");
    }

    @Test
    void forgetsOneThatNoLongerWaits() {
        List.of("a", "b", "c", "d").forEach(this::ask);

        end("c");
        end("a");

        assertThat(begun).containsExactly("a", "b", "d");
    }

    @Test
    void makesNoRoomForThoseWhoEndWhatTheyNeverBegan() {
        List.of("a", "b", "c").forEach(this::ask);

        end("x");

        assertThat(begun).containsExactly("a", "b");
    }

    private void ask(String id) {
        turns.ask(key(id), () -> begun.add(id));
    }

    private void end(String id) {
        turns.end(key(id));
    }

    private static HistorySource.Key key(String id) {
        return new HistorySource.Key(HistorySource.Kind.SERVICE, id);
    }
}
