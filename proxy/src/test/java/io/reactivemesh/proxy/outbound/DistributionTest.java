package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.LoopClock;
import io.reactivemesh.proxy.stack.Measurement;
import io.reactivemesh.proxy.stack.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistributionTest {

    private static final class Counted implements Call {

        private final List<Refusal> refusals = new ArrayList<>();

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void refuse(Refusal refusal) {
            refusals.add(refusal);
        }

        @Override
        public Measurement measurement() {
            return new Measurement(new LoopClock(() -> 0));
        }
    }

    private final int[] served = new int[2];
    private final boolean[] available = {true, true};

    private Distribution<Counted> distribution(int first, int second) {
        return new Distribution<>(List.of(weighted(0, first), weighted(1, second)), new SplittableRandom(7));
    }

    private Distribution.Weighted<Counted> weighted(int index, int weight) {
        return new Distribution.Weighted<>(
                new Backend<>(_ -> served[index]++, () -> available[index], () -> {}), weight);
    }

    @Test
    void spreadsByWeight() {
        Distribution<Counted> distribution = distribution(9, 1);

        for (int i = 0; i < 1_000; i++) {
            distribution.call(new Counted());
        }

        assertThat(served[0]).isBetween(850, 950);
        assertThat(served[0] + served[1]).isEqualTo(1_000);
    }

    @Test
    void aShutBackendIsPassedOver() {
        available[0] = false;
        Distribution<Counted> distribution = distribution(9, 1);

        for (int i = 0; i < 10; i++) {
            distribution.call(new Counted());
        }

        assertThat(served[1]).isEqualTo(10);
    }

    @Test
    void shedsWhenNoBackendIsAvailable() {
        available[0] = false;
        available[1] = false;
        Counted call = new Counted();

        distribution(1, 1).call(call);

        assertThat(call.refusals).containsExactly(Refusal.UNAVAILABLE);
    }
}
