package io.reactivemesh.proxy.balance;

import static io.reactivemesh.proxy.balance.FailureAccrual.Result.FAILURE;
import static io.reactivemesh.proxy.balance.FailureAccrual.Result.RATE_LIMITED;
import static io.reactivemesh.proxy.balance.FailureAccrual.Result.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.balance.Breaker.State;
import io.reactivemesh.proxy.balance.FailureAccrual.Consecutive;
import io.reactivemesh.proxy.balance.FailureAccrual.Result;
import io.reactivemesh.proxy.balance.FailureAccrual.Trip;
import io.reactivemesh.proxy.balance.FailureAccrual.Unified;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(100), 0);
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private long now;
    private int ready = 1;

    private Breaker breaker(FailureAccrual policy) {
        return new Breaker(policy, () -> ready, () -> now, new SplittableRandom(1));
    }

    private static Unified unified(double rate, int minRequests, int maxConsecutive) {
        return new Unified(rate, WINDOW, minRequests, maxConsecutive, BACKOFF, false);
    }

    private static void answer(Breaker breaker, Result... results) {
        for (Result result : results) {
            breaker.judge(breaker.admit(), result, 0);
        }
    }

    /** Lets the pause pass and answers the probe. */
    private void probe(Breaker breaker, Result result) {
        now += breaker.pause().toNanos();
        breaker.tryAgain();
        answer(breaker, result);
    }

    @Test
    void failuresInARowTripAndOneProbeAfterThePauseDecides() {
        Breaker breaker = breaker(new Consecutive(2, BACKOFF));

        answer(breaker, FAILURE, FAILURE);

        assertThat(breaker.state()).isEqualTo(State.SHUT);
        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(1));
        assertThat(breaker.admits()).isFalse();

        breaker.tryAgain();
        assertThat(breaker.admits()).isTrue();
        long probe = breaker.admit();
        assertThat(breaker.admits()).as("a second probe").isFalse();
        breaker.judge(probe, FAILURE, 0);
        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(2));

        probe(breaker, SUCCESS);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        Breaker breaker = breaker(new Consecutive(1, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(3), 0)));

        answer(breaker, FAILURE);
        probe(breaker, FAILURE);
        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(2));
        probe(breaker, FAILURE);
        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(3));
        probe(breaker, FAILURE);
        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void jitterAddsNoMoreThanItsShare() {
        for (int seed = 0; seed < 100; seed++) {
            Breaker breaker = new Breaker(
                    new Consecutive(1, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), 0.5)),
                    () -> 1,
                    () -> now,
                    new SplittableRandom(seed));

            answer(breaker, FAILURE);

            assertThat(breaker.pause()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1500));
        }
    }

    @Test
    void whatWasSentBeforeTheTripSaysNothingAfterIt() {
        Breaker breaker = breaker(new Consecutive(2, BACKOFF));
        long lateSuccess = breaker.admit();
        long lateFailure = breaker.admit();
        answer(breaker, FAILURE, FAILURE);

        breaker.judge(lateSuccess, SUCCESS, 0);
        assertThat(breaker.state()).isEqualTo(State.SHUT);

        breaker.tryAgain();
        long probe = breaker.admit();
        breaker.judge(lateFailure, FAILURE, 0);
        assertThat(breaker.state()).isEqualTo(State.PROBING);
        breaker.judge(probe, SUCCESS, 0);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aProbeThatAnswersVeryLateStillDecides() {
        Breaker breaker = breaker(unified(0.8, 1, 0));
        answer(breaker, FAILURE);
        breaker.tryAgain();
        long probe = breaker.admit();
        now += Duration.ofMinutes(10).toNanos();

        breaker.judge(probe, SUCCESS, 0);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aProbeWhoseClientHasGoneIsFollowedByAnotherAtOnce() {
        Breaker breaker = breaker(new Consecutive(1, BACKOFF));
        answer(breaker, FAILURE);
        breaker.tryAgain();

        breaker.forget(breaker.admit());

        assertThat(breaker.admits()).isTrue();
        answer(breaker, SUCCESS);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aSuccessBeginsANewRow() {
        Breaker breaker = breaker(new Consecutive(3, BACKOFF));

        answer(breaker, FAILURE, FAILURE, SUCCESS, FAILURE, FAILURE);
        assertThat(breaker.state()).isEqualTo(State.OPEN);

        answer(breaker, FAILURE);
        assertThat(breaker.state()).isEqualTo(State.SHUT);
    }

    @Test
    void afterARecoveryPausesStartAgainAtTheFirst() {
        Breaker breaker = breaker(new Consecutive(1, BACKOFF));
        answer(breaker, FAILURE);
        probe(breaker, FAILURE);
        probe(breaker, SUCCESS);

        answer(breaker, FAILURE);

        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void inARowARateLimitedResponseIsASuccessAndPassesProbation() {
        Breaker breaker = breaker(new Consecutive(2, BACKOFF));

        answer(breaker, FAILURE, RATE_LIMITED, FAILURE);
        assertThat(breaker.state()).isEqualTo(State.OPEN);

        answer(breaker, FAILURE);
        probe(breaker, RATE_LIMITED);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void tooFewSuccessesTripOnceThereAreEnoughResponses() {
        Breaker breaker = breaker(unified(0.8, 5, 0));

        answer(breaker, RATE_LIMITED, RATE_LIMITED, RATE_LIMITED, RATE_LIMITED);
        assertThat(breaker.state()).isEqualTo(State.OPEN);

        answer(breaker, RATE_LIMITED);
        assertThat(breaker.state()).isEqualTo(State.SHUT);
        assertThat(breaker.reason()).isEqualTo(Trip.LOW_SUCCESS_RATE);
    }

    @Test
    void aShareExactlyAtTheThresholdIsEnough() {
        Breaker breaker = breaker(unified(0.8, 5, 0));

        answer(breaker, SUCCESS, SUCCESS, SUCCESS, SUCCESS, FAILURE);
        assertThat(breaker.state()).isEqualTo(State.OPEN);

        answer(breaker, FAILURE);
        assertThat(breaker.state()).isEqualTo(State.SHUT);
    }

    @Test
    void noLeastNumberOfRequestsIsOne() {
        Breaker breaker = breaker(unified(0.5, 0, 0));

        answer(breaker, FAILURE);

        assertThat(breaker.state()).isEqualTo(State.SHUT);
    }

    @Test
    void eitherHalfCanBeOff() {
        Breaker noShare = breaker(unified(0, 1, 3));
        answer(noShare, FAILURE, FAILURE);
        assertThat(noShare.state()).isEqualTo(State.OPEN);
        answer(noShare, FAILURE);
        assertThat(noShare.state()).isEqualTo(State.SHUT);

        Breaker nothing = breaker(unified(0, 1, 0));
        for (int i = 0; i < 1000; i++) {
            answer(nothing, FAILURE);
        }
        assertThat(nothing.state()).isEqualTo(State.OPEN);
    }

    @Test
    void rateLimitedResponsesEndARowOfFailures() {
        Breaker breaker = breaker(unified(0, 1, 2));

        for (int i = 0; i < 10; i++) {
            answer(breaker, FAILURE, RATE_LIMITED);
        }

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void whenBothAreTooMuchTheRowIsNamed() {
        Breaker breaker = breaker(unified(0.8, 2, 2));

        answer(breaker, FAILURE, FAILURE);

        assertThat(breaker.reason()).isEqualTo(Trip.CONSECUTIVE_FAILURES);
    }

    @Test
    void aRateLimitedProbeFailsWhereTheShareCounts() {
        Breaker breaker = breaker(unified(0.8, 1, 0));
        answer(breaker, FAILURE);

        probe(breaker, RATE_LIMITED);

        assertThat(breaker.state()).isEqualTo(State.SHUT);
        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() {
        Breaker breaker = breaker(unified(0.8, 3, 0));
        answer(breaker, FAILURE, FAILURE);

        now += WINDOW.multipliedBy(20).toNanos();
        answer(breaker, FAILURE);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void recoveryClearsTheWindow() {
        Breaker breaker = breaker(unified(0.8, 3, 0));
        answer(breaker, FAILURE, FAILURE, FAILURE);
        probe(breaker, SUCCESS);

        answer(breaker, FAILURE);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void anEndpointThatAskedForRestGetsItWhereThePolicyHonorsThat() {
        Duration asked = Duration.ofSeconds(30);
        Breaker honoring = breaker(new Unified(0, WINDOW, 1, 1, BACKOFF, true));
        Breaker deaf = breaker(new Unified(0, WINDOW, 1, 1, BACKOFF, false));

        honoring.judge(honoring.admit(), FAILURE, asked.toNanos());
        deaf.judge(deaf.admit(), FAILURE, asked.toNanos());

        assertThat(honoring.pause()).isEqualTo(asked);
        assertThat(deaf.pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anEndpointCannotAskToBeForgotten() {
        Breaker breaker = breaker(new Unified(0, WINDOW, 1, 1, BACKOFF, true));

        breaker.judge(breaker.admit(), FAILURE, Duration.ofDays(365).toNanos());

        assertThat(breaker.pause()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void oneOfTheLastEndpointsStaysInUseUntilThereAreMore() {
        Breaker breaker = breaker(new Consecutive(2, BACKOFF, 2));
        ready = 2;

        answer(breaker, FAILURE, FAILURE, FAILURE);
        assertThat(breaker.state()).isEqualTo(State.OPEN);

        ready = 3;
        answer(breaker, FAILURE);
        assertThat(breaker.state()).isEqualTo(State.SHUT);
    }

    @Test
    void whereTheShareCountsTheLastEndpointsStayInUseToo() {
        Breaker breaker = breaker(new Unified(0.8, WINDOW, 2, 0, BACKOFF, false, 1));

        answer(breaker, FAILURE, FAILURE, FAILURE);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void impossiblePoliciesAreRefused() {
        assertThatThrownBy(() -> new Consecutive(1, BACKOFF, -1)).hasMessageContaining("minReadyEndpoints");
        assertThatThrownBy(() -> unified(1.1, 1, 1)).hasMessageContaining("successRate");
        assertThatThrownBy(() -> unified(0.5, 1_000_001, 1)).hasMessageContaining("minRequests");
        assertThatThrownBy(() -> new Unified(0.5, Duration.ofMillis(9), 1, 1, BACKOFF, false))
                .hasMessageContaining("window");
    }
}
