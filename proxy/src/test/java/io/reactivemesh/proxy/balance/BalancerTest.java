package io.reactivemesh.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reactivemesh.proxy.balance.Balancer.Entry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BalancerTest {

    private static final double MILLI = 1e6;

    private long now = 1_000_000_000_000L;
    private final Balancer<String> balancer = new Balancer<>(
            new Balancer.Config(Duration.ofMillis(100), Duration.ofSeconds(10)), () -> now, new SplittableRandom(1));

    @Test
    void picksNothingFromNothing() {
        assertThat(balancer.pick()).isNull();
    }

    @Test
    void picksTheOnlyEndpointHoweverLoaded() {
        Entry<String> only = balancer.add("a", "A");
        only.start();

        assertThat(balancer.pick()).isSameAs(only);
    }

    @Test
    void takesTheLessLoadedOfTwo() {
        balancer.add("a", "A").start();
        Entry<String> idle = balancer.add("b", "B");

        for (int i = 0; i < 50; i++) {
            assertThat(balancer.pick()).isSameAs(idle);
        }
    }

    @Test
    void spreadsTiesOverAllEndpoints() {
        for (String name : new String[] {"a", "b", "c", "d"}) {
            balancer.add(name, name);
        }

        Map<String, Integer> picks = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            picks.merge(endpointOf(balancer.pick()), 1, Integer::sum);
        }

        assertThat(picks.values())
                .hasSize(4)
                .allSatisfy(count -> assertThat(count).isBetween(850, 1150));
    }

    @Test
    void loadIsRttTimesPendingPlusOne() {
        Entry<String> entry = balancer.add("a", "A");

        assertThat(entry.load(now)).isEqualTo(100 * MILLI);
        entry.start();
        assertThat(entry.load(now)).isEqualTo(200 * MILLI);
        entry.start();
        assertThat(entry.load(now)).isEqualTo(300 * MILLI);
        assertThat(entry.pending()).isEqualTo(2);
    }

    @Test
    void aSampleAboveTheEstimateReplacesItAtOnce() {
        Entry<String> entry = balancer.add("a", "A");
        long started = entry.start();
        advance(Duration.ofMillis(250));

        entry.firstByte(started);

        assertThat(entry.load(now)).isEqualTo(250 * MILLI);
    }

    @Test
    void aSampleBelowTheEstimatePullsItDownByAge() {
        Entry<String> entry = balancer.add("a", "A");
        advance(Duration.ofSeconds(10));
        long started = entry.start();

        entry.firstByte(started);

        assertThat(entry.load(now)).isCloseTo(100 * MILLI / Math.E, within(1.0));
    }

    @Test
    void anUnconfirmedEstimateDecaysTowardsZero() {
        Entry<String> entry = balancer.add("a", "A");

        advance(Duration.ofSeconds(20));

        assertThat(entry.load(now)).isCloseTo(100 * MILLI / (Math.E * Math.E), within(1.0));
        advance(Duration.ofDays(1));
        assertThat(entry.load(now)).isZero();
    }

    @Test
    void anAbandonedRequestIsMeasuredToo() {
        Entry<String> entry = balancer.add("a", "A");
        long started = entry.start();
        advance(Duration.ofSeconds(1));

        entry.abandon(started);

        assertThat(entry.pending()).isZero();
        assertThat(entry.load(now)).isEqualTo(1000 * MILLI);
    }

    @Test
    void aConnectionIsMeasuredWhenItIsMadeAndPendingUntilItEnds() {
        Balancer.Entry<String> entry = balancer.add("a", "a");
        long started = entry.start();
        advance(Duration.ofMillis(250));

        entry.connected(started);

        assertThat(entry.pending()).isEqualTo(1);
        assertThat(entry.load(now)).isEqualTo(2 * 250 * MILLI);
        entry.release();
        assertThat(entry.pending()).isZero();
    }

    @Test
    void noEstimateFallsBelowTheFloor() {
        Balancer.Config config = new Balancer.Config(Duration.ofMillis(100), Duration.ofSeconds(10));
        Balancer<String> floored =
                new Balancer<>(config.above(Duration.ofMillis(1)), () -> now, new SplittableRandom(1));
        Balancer.Entry<String> entry = floored.add("a", "a");

        advance(Duration.ofDays(1));

        assertThat(entry.load(now)).isEqualTo(MILLI);
    }

    @Test
    void twiceTheWeightIsHalfTheLoad() {
        Entry<String> neutral = balancer.add("a", "A");
        Entry<String> heavy = balancer.add("b", "B", 20_000);
        Entry<String> unset = balancer.add("c", "C", 0);

        assertThat(heavy.load(now)).isEqualTo(neutral.load(now) / 2);
        assertThat(unset.load(now)).isEqualTo(neutral.load(now) * 10_000);
    }

    @Test
    void decayBelowAMillisecondCountsAsOne() {
        assertThat(new Balancer.Config(Duration.ZERO, Duration.ZERO).decayNanos())
                .isEqualTo(MILLI);
    }

    @Test
    void removalForgetsTheEndpointAndKeepsTheOthers() {
        balancer.add("a", "A");
        balancer.add("b", "B");
        balancer.add("c", "C");

        assertThat(balancer.remove("a")).isEqualTo("A");

        assertThat(balancer.remove("a")).isNull();
        assertThat(balancer.size()).isEqualTo(2);
        assertThat(balancer.remove("c")).isEqualTo("C");
        assertThat(endpointOf(balancer.pick())).isEqualTo("B");
    }

    @Test
    void aRequestOfARemovedEndpointCanStillEnd() {
        Entry<String> entry = balancer.add("a", "A");
        long started = entry.start();
        balancer.remove("a");

        entry.firstByte(started);

        assertThat(entry.pending()).isZero();
    }

    @Test
    void addingAKeyAgainReplacesItsEndpoint() {
        balancer.add("a", "old").start();

        balancer.add("a", "new");

        assertThat(balancer.size()).isOne();
        assertThat(endpointOf(balancer.pick())).isEqualTo("new");
    }

    private void advance(Duration duration) {
        now += duration.toNanos();
    }

    private static String endpointOf(@Nullable Entry<String> entry) {
        return entry == null ? "none" : entry.endpoint();
    }

    @Test
    void aSuspendedEndpointIsNotChosenAndKeepsWhatIsKnownOfIt() {
        Balancer<String> balancer = new Balancer<>(Balancer.Config.DEFAULT, () -> 0, new SplittableRandom(1));
        Balancer.Entry<String> a = balancer.add("a", "a");
        Balancer.Entry<String> b = balancer.add("b", "b");
        long _ = a.start();

        balancer.suspend(a);
        balancer.suspend(a);

        assertThat(balancer.size()).isEqualTo(1);
        assertThat(balancer.pick()).isSameAs(b);
        balancer.resume(a);
        balancer.resume(a);
        assertThat(balancer.size()).isEqualTo(2);
        assertThat(a.pending()).isEqualTo(1);
    }

    @Test
    void anEndpointThatWasRemovedWhileSuspendedStaysAway() {
        Balancer<String> balancer = new Balancer<>(Balancer.Config.DEFAULT, () -> 0, new SplittableRandom(1));
        Balancer.Entry<String> a = balancer.add("a", "a");
        balancer.suspend(a);

        assertThat(balancer.remove("a")).isEqualTo("a");
        balancer.resume(a);

        assertThat(balancer.pick()).isNull();
    }

    @Test
    void anEndpointThatWasReplacedWhileSuspendedStaysAway() {
        Balancer<String> balancer = new Balancer<>(Balancer.Config.DEFAULT, () -> 0, new SplittableRandom(1));
        Balancer.Entry<String> old = balancer.add("a", "old");
        balancer.suspend(old);

        Balancer.Entry<String> replacement = balancer.add("a", "new");
        balancer.resume(old);

        assertThat(balancer.size()).isEqualTo(1);
        assertThat(balancer.pick()).isSameAs(replacement);
    }
}
