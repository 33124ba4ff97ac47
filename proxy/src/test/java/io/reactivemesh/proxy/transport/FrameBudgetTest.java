package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FrameBudgetTest {

    private final AtomicLong now = new AtomicLong();
    private final FrameBudget budget = new FrameBudget(now::get, 10);

    private boolean spend(int frames) {
        boolean fine = true;
        for (int i = 0; i < frames; i++) {
            fine = budget.spend();
        }
        return fine;
    }

    @Test
    void allowsABurstAndNoMore() {
        assertThat(spend(10)).isTrue();
        assertThat(spend(1)).isFalse();
    }

    @Test
    void timeEarnsMore() {
        assertThat(spend(10)).isTrue();
        now.addAndGet(50_000_000);

        assertThat(spend(5)).isTrue();
        assertThat(spend(1)).isFalse();
    }

    @Test
    void timeEarnsNoMoreThanABurst() {
        assertThat(spend(10)).isTrue();
        now.addAndGet(3_600_000_000_000L);

        assertThat(spend(10)).isTrue();
        assertThat(spend(1)).isFalse();
    }

    @Test
    void completedExchangesEarnMore() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(spend(1)).isTrue();
            budget.earn();
        }
    }
}
