package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceiveWindowTest {

    private static final int SIZE = 100_000;
    private static final int MAX_HELD = 4 * 1024 * 1024;

    private final ReceiveWindow window = new ReceiveWindow(SIZE);

    @Test
    void opensAgainInHalves() {
        assertThat(window.received(SIZE / 2 - 1)).isTrue();
        assertThat(window.increment()).isZero();

        assertThat(window.received(1)).isTrue();

        assertThat(window.increment()).isEqualTo(SIZE / 2);
        assertThat(window.increment()).isZero();
    }

    @Test
    void takesMoreWhenItIsWidened() {
        assertThat(window.widen(2 * SIZE)).isEqualTo(SIZE);
        assertThat(window.widen(SIZE)).as("it never shrinks").isZero();

        assertThat(window.received(2 * SIZE)).isTrue();
        assertThat(window.received(1)).isFalse();
    }

    @Test
    void refusesMoreThanItHasAnnounced() {
        assertThat(window.received(SIZE)).isTrue();
        assertThat(window.received(1)).isFalse();
    }

    @Test
    void opensThoughNobodyTakesAnythingUntilMemoryIsAtStake() {
        int held = 0;
        while (held <= MAX_HELD) {
            assertThat(window.received(SIZE / 2)).as("held %d", held).isTrue();
            held += SIZE / 2;
            assertThat(window.increment()).isEqualTo(held <= MAX_HELD ? SIZE / 2 : 0);
        }

        window.taken(held - MAX_HELD);

        assertThat(window.increment()).isEqualTo(SIZE / 2);
    }
}
