package io.reactivemesh.discovery.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StepMemoTest {
    private final AtomicInteger computed = new AtomicInteger();
    private final StepMemo<List<String>, Object> memo = new StepMemo<>(_ -> "result " + computed.incrementAndGet());

    @Test
    void computesTheSameStepOnce() {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();

        Object one = memo.of(new Step<>(before, after));
        Object other = memo.of(new Step<>(before, after));

        assertThat(other).isSameAs(one);
        assertThat(computed).hasValue(1);
    }

    @Test
    void tellsEqualButDifferentObjectsApart() {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();

        memo.of(new Step<>(null, after));
        memo.of(new Step<>(before, after));
        memo.of(new Step<>(after, before));
        memo.of(new Step<>(null, before));

        assertThat(computed).hasValue(4);
        assertThat(memo.size()).isEqualTo(4);
    }

    @Test
    void forgetsAStepWhenEitherEndIsGone() {
        List<String> lasting = new ArrayList<>();
        memo.of(new Step<>(new ArrayList<>(), lasting));
        memo.of(new Step<>(lasting, new ArrayList<>()));
        memo.of(new Step<>(null, lasting));

        for (int round = 0; round < 100 && memo.size() > 1; round++) {
            System.gc();
        }

        assertThat(memo.size()).isEqualTo(1);
        assertThat(memo.of(new Step<>(null, lasting))).isEqualTo("result 3");
    }
}
