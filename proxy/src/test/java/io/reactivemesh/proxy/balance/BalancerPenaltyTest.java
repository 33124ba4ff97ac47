package io.reactivemesh.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.balance.Balancer.Entry;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What an endpoint's failures do to its load. */
class BalancerPenaltyTest {

    private long now = 1_000_000_000_000L;

    private Duration load(Entry<String> entry) {
        return Duration.ofNanos(Math.round(entry.load(now)));
    }

    private Entry<String> penalised(Duration decay) {
        Balancer.Penalty penalty = new Balancer.Penalty(Duration.ofSeconds(5), Duration.ofMinutes(5), decay);
        Balancer<String> balancer = new Balancer<>(
                new Balancer.Config(Duration.ofMillis(100), Duration.ofSeconds(10), penalty),
                () -> now,
                new SplittableRandom(1));
        return balancer.add("a", "a");
    }

    @Test
    void aFailureCountsAsThePenaltyAndIsNoLongerPending() {
        Entry<String> entry = penalised(Duration.ofSeconds(10));

        entry.fail(entry.start(), 0);

        assertThat(entry.pending()).isZero();
        assertThat(load(entry)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whatAnEndpointAsksForCountsUpToTheMost() {
        Entry<String> entry = penalised(Duration.ofSeconds(10));
        Duration before = Duration.ZERO;

        for (long seconds : new long[] {1, 5, 6, 120, 300, 10_000}) {
            entry.fail(entry.start(), Duration.ofSeconds(seconds).toNanos());
            assertThat(load(entry)).as("asked for %s s", seconds).isGreaterThanOrEqualTo(before);
            before = load(entry);
        }

        assertThat(before).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void penaltiesAreForgottenOverTheirOwnTime() {
        Entry<String> quick = penalised(Duration.ofSeconds(1));
        Entry<String> slow = penalised(Duration.ofSeconds(100));
        quick.fail(quick.start(), 0);
        slow.fail(slow.start(), 0);

        now += Duration.ofSeconds(5).toNanos();

        assertThat(load(quick)).isLessThan(Duration.ofMillis(100));
        assertThat(load(slow)).isGreaterThan(Duration.ofSeconds(4));
    }

    @Test
    void aSuccessDoesNotEndAPenalty() {
        Entry<String> entry = penalised(Duration.ofSeconds(10));
        entry.fail(entry.start(), Duration.ofMinutes(2).toNanos());

        entry.firstByte(entry.start());

        assertThat(load(entry)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void withoutAPenaltyAFailureIsAsLongAsItTook() {
        Entry<String> entry =
                new Balancer<String>(Balancer.Config.DEFAULT, () -> now, new SplittableRandom(1)).add("a", "a");

        entry.fail(entry.start(), Duration.ofMinutes(2).toNanos());

        assertThat(load(entry)).isLessThanOrEqualTo(Duration.ofMillis(30));
    }
}
