package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.control.Spread.Pick;
import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.FailFast.Room;
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
    private final Room[] room = {Room.FREE, Room.FREE};

    private Distribution<Counted> distribution(int first, int second) {
        return distribution(Pick.RANDOM_AVAILABLE, first, second);
    }

    private Distribution<Counted> distribution(Pick pick, int first, int second) {
        return new Distribution<>(pick, List.of(weighted(0, first), weighted(1, second)), new SplittableRandom(7));
    }

    private Distribution.Weighted<Counted> weighted(int index, int weight) {
        return new Distribution.Weighted<>(new Backend<>(_ -> served[index]++, () -> room[index], () -> {}), weight);
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
        room[0] = Room.SHUT;
        Distribution<Counted> distribution = distribution(9, 1);

        for (int i = 0; i < 10; i++) {
            distribution.call(new Counted());
        }

        assertThat(served[1]).isEqualTo(10);
    }

    @Test
    void shedsWhenNoBackendIsAvailable() {
        room[0] = Room.SHUT;
        room[1] = Room.SHUT;
        Counted call = new Counted();

        distribution(1, 1).call(call);

        assertThat(call.refusals).containsExactly(Refusal.UNAVAILABLE);
    }

    @Test
    void aWeightOfZeroIsNeverChosen() {
        Distribution<Counted> distribution = distribution(0, 1);

        for (int i = 0; i < 100; i++) {
            distribution.call(new Counted());
        }

        assertThat(served).containsExactly(0, 100);
    }

    @Test
    void theFirstBackendIsTakenUntilItIsShut() {
        Distribution<Counted> distribution = distribution(Pick.FIRST_AVAILABLE, 1, 1);

        distribution.call(new Counted());
        room[0] = Room.SHUT;
        distribution.call(new Counted());
        distribution.call(new Counted());

        assertThat(served).containsExactly(1, 2);
    }

    @Test
    void aFullBackendIsTakenOnlyWhereNoneHasRoom() {
        room[0] = Room.FULL;
        distribution(Pick.FIRST_AVAILABLE, 1, 1).call(new Counted());
        distribution(Pick.RANDOM_AVAILABLE, 9, 1).call(new Counted());
        assertThat(served).containsExactly(0, 2);

        room[1] = Room.SHUT;
        distribution(Pick.FIRST_AVAILABLE, 1, 1).call(new Counted());
        distribution(Pick.RANDOM_AVAILABLE, 9, 1).call(new Counted());
        assertThat(served).containsExactly(2, 2);
    }

    @Test
    void nothingToChooseFromSheds() {
        Counted call = new Counted();

        new Distribution<Counted>(Pick.NONE, List.of(), new SplittableRandom(7)).call(call);

        assertThat(call.refusals).containsExactly(Refusal.UNAVAILABLE);
    }
}
