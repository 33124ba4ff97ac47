package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BandwidthEstimateTest {

    private static final int WINDOW = 65_535;

    private long now = 1_000_000;
    private final BandwidthEstimate estimate = new BandwidthEstimate(() -> now, WINDOW);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    /** Lets so many bytes come within a round trip. */
    private int roundTrip(int bytes, Duration length) {
        assertThat(estimate.received(bytes / 2)).as("pinged").isTrue();
        assertThat(estimate.received(bytes - bytes / 2))
                .as("one ping at a time")
                .isFalse();
        pass(length);
        return estimate.answered();
    }

    @Test
    void aWindowThatHoldsThePeerUpGrowsToTwiceWhatCame() {
        assertThat(roundTrip(60_000, Duration.ofMillis(10))).isEqualTo(120_000);
        assertThat(roundTrip(120_000, Duration.ofMillis(10))).isEqualTo(240_000);
    }

    @Test
    void aWindowThatIsNotUsedStaysAndTheNextPingWaits() {
        assertThat(roundTrip(10_000, Duration.ofMillis(10))).isEqualTo(WINDOW);

        pass(Duration.ofMillis(99));
        assertThat(estimate.received(60_000)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(estimate.received(60_000)).isTrue();
        assertThat(estimate.answered()).isEqualTo(120_000);
    }

    @Test
    void pingsThatTellNothingBecomeRare() {
        Duration pause = Duration.ofMillis(100);
        for (int i = 0; i < 20; i++) {
            assertThat(roundTrip(10, Duration.ofMillis(10))).isEqualTo(WINDOW);
            pass(pause.minusNanos(1));
            assertThat(estimate.received(10)).isFalse();
            pass(Duration.ofNanos(1));
            pause = pause.multipliedBy(2).compareTo(Duration.ofSeconds(10)) > 0
                    ? Duration.ofSeconds(10)
                    : pause.multipliedBy(2);
        }
    }

    @Test
    void whatComesNoFasterThanBeforeWasNotHeldUp() {
        assertThat(roundTrip(60_000, Duration.ofMillis(10))).isEqualTo(120_000);

        assertThat(roundTrip(120_000, Duration.ofMillis(20)))
                .as("a longer way, not a wider one")
                .isEqualTo(120_000);
    }

    @Test
    void noWindowGrowsBeyondTheMost() {
        int window = WINDOW;
        for (int i = 1; window < BandwidthEstimate.MAX_WINDOW_BYTES; i++) {
            window = roundTrip(window, Duration.ofMillis(10));
            assertThat(i).isLessThan(10);
        }

        assertThat(window).isEqualTo(BandwidthEstimate.MAX_WINDOW_BYTES);
        assertThat(estimate.received(window))
                .as("there is nothing more to learn")
                .isFalse();
    }

    @Test
    void anAnswerThatNobodyAskedForSaysNothing() {
        assertThat(estimate.answered()).isEqualTo(WINDOW);
    }
}
