package io.reactivemesh.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.proxy.balance.RateLimiter.ClientGroup;
import io.reactivemesh.proxy.balance.RateLimiter.Config;
import io.reactivemesh.proxy.balance.RateLimiter.Exceeded;
import io.reactivemesh.proxy.balance.RateLimiter.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private long now;

    private RateLimiter limiter(int total, int identity, ClientGroup... overrides) {
        return new RateLimiter(new Config(total, identity, List.of(overrides)), () -> now);
    }

    private static int admitted(RateLimiter limiter, @Nullable String identity, int requests) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += limiter.admit(identity) == null ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void eachClientHasALimitOfItsOwnBelowThatOverAll() {
        RateLimiter five = limiter(10, 5);
        assertThat(admitted(five, "client-1", 2)).isEqualTo(2);

        RateLimiter one = limiter(10, 1);
        assertThat(one.admit("client-1")).isNull();
        assertThat(one.admit("client-1")).isEqualTo(new Exceeded(Scope.IDENTITY, 1));
        assertThat(new Exceeded(Scope.IDENTITY, 1).message()).isEqualTo("per-identity rate limit exceeded: 1rps");
        assertThat(one.admit("client-2")).as("another client").isNull();
    }

    @Test
    void overridesReplaceTheLimitOfAClientAndNotThatOverAll() {
        RateLimiter limiter =
                limiter(35, 5, new ClientGroup(10, Set.of("client-3")), new ClientGroup(15, Set.of("client-4")));

        assertThat(admitted(limiter, "client-1", 5)).isEqualTo(5);
        assertThat(limiter.admit("client-1")).isEqualTo(new Exceeded(Scope.IDENTITY, 5));
        assertThat(admitted(limiter, "client-3", 10)).isEqualTo(10);
        assertThat(limiter.admit("client-3")).isEqualTo(new Exceeded(Scope.OVERRIDE, 10));
        assertThat(admitted(limiter, "client-4", 15)).isEqualTo(15);
        // 32 so far: those that a client's own limit refused were charged too.
        assertThat(admitted(limiter, "client-2", 5)).isEqualTo(3);
        assertThat(limiter.admit("client-2")).isEqualTo(new Exceeded(Scope.TOTAL, 35));

        now += Duration.ofSeconds(1).toNanos();
        assertThat(admitted(limiter, "client-3", 11)).isEqualTo(10);
    }

    @Test
    void tokensComeBackOneByOne() {
        RateLimiter limiter = limiter(0, 10);
        assertThat(admitted(limiter, "a", 20)).isEqualTo(10);

        now += Duration.ofMillis(99).toNanos();
        assertThat(admitted(limiter, "a", 5)).isZero();

        now += Duration.ofMillis(1).toNanos();
        assertThat(admitted(limiter, "a", 5)).isEqualTo(1);
    }

    @Test
    void clientsWithoutAnIdentityShareOneBucket() {
        RateLimiter limiter = limiter(0, 5);

        assertThat(admitted(limiter, null, 20)).isEqualTo(5);
    }

    @Test
    void aGroupSharesOneBucket() {
        RateLimiter limiter = limiter(0, 0, new ClientGroup(4, Set.of("a", "b")));

        assertThat(admitted(limiter, "a", 2) + admitted(limiter, "b", 10)).isEqualTo(4);
        assertThat(admitted(limiter, "c", 100)).as("no limit for others").isEqualTo(100);
    }

    /** Twenty requests a second of each of three kinds of clients, for a minute: what the reference's end-to-end suite asks. */
    @Test
    void overALongTimeEachGetsItsRate() {
        RateLimiter limiter = limiter(0, 5, new ClientGroup(10, Set.of("group")));
        int single = 0;
        int group = 0;
        int unmeshed = 0;

        for (int tick = 0; tick < 20 * 60; tick++) {
            now += Duration.ofMillis(50).toNanos();
            single += admitted(limiter, "single", 1);
            group += admitted(limiter, "group", 1);
            unmeshed += admitted(limiter, null, 1);
        }

        assertThat(single / 1200.0).isBetween(0.24, 0.27);
        assertThat(group / 1200.0).isBetween(0.49, 0.52);
        assertThat(unmeshed / 1200.0).isBetween(0.24, 0.27);
    }

    @Test
    void theLimitOverAllRefusesTheRest() {
        RateLimiter limiter = limiter(70, 0);
        int admitted = 0;

        for (int tick = 0; tick < 100 * 60; tick++) {
            now += Duration.ofMillis(10).toNanos();
            admitted += admitted(limiter, "any", 1);
        }

        assertThat(admitted / 6000.0).isBetween(0.69, 0.72);
    }

    @Test
    void bucketsThatAreFullAgainAreForgotten() {
        RateLimiter limiter = limiter(0, 5);
        for (int client = 0; client < 1000; client++) {
            assertThat(limiter.admit("early-" + client)).isNull();
        }

        now += Duration.ofSeconds(2).toNanos();
        for (int client = 0; client < 100; client++) {
            assertThat(limiter.admit("late-" + client)).isNull();
        }

        assertThat(limiter.buckets()).isLessThanOrEqualTo(200);
    }

    @Test
    void negativeLimitsAreRefused() {
        assertThatThrownBy(() -> limiter(-1, 0)).hasMessageContaining("rate limit");
    }
}
