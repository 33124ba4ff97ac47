package io.reactivemesh.proxy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailFastTest {

    private final List<Runnable> timers = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private boolean ready;
    private int readyFor = 100;
    private final FailFast<FakeCall> queue = new FailFast<>(
            new FailFast.Gated<>() {
                @Override
                public boolean ready() {
                    return ready;
                }

                @Override
                public void call(FakeCall call) {
                    call.served++;
                    readyFor--;
                    ready = readyFor > 0;
                }
            },
            2,
            Duration.ofSeconds(1),
            (task, delay) -> {
                assertThat(delay).isEqualTo(Duration.ofSeconds(1));
                timers.add(task);
                return () -> timers.remove(task);
            },
            new QueueObserver() {
                @Override
                public void requested() {
                    told.add("requested");
                }

                @Override
                public void waiting(int calls) {
                    told.add(calls + " waiting");
                }

                @Override
                public void passed(long waited) {
                    told.add(waited == 0 ? "passed" : "passed after a wait");
                }

                @Override
                public void refused() {
                    told.add("refused");
                }

                @Override
                public void gateShut() {
                    told.add("shut");
                }

                @Override
                public void gateOpened() {
                    told.add("opened");
                }
            });

    private FakeCall call() {
        FakeCall call = new FakeCall();
        queue.call(call);
        return call;
    }

    @Test
    void tellsHowItFares() {
        FakeCall _ = call();
        timers.removeFirst().run();
        ready = true;
        queue.wake();
        FakeCall _ = call();

        assertThat(told)
                .containsExactly(
                        "requested", "1 waiting", "shut", "0 waiting", "refused", "opened", "requested", "passed");
    }

    @Test
    void tellsWhoHasWaited() {
        FakeCall _ = call();
        ready = true;
        queue.wake();

        assertThat(told).containsExactly("requested", "1 waiting", "0 waiting", "passed after a wait");
    }

    @Test
    void whatIsUsedUpByThoseBeforeIsWaitedForAnew() {
        FakeCall first = call();
        FakeCall second = call();
        readyFor = 1;
        ready = true;

        queue.wake();

        assertThat(first.served).isEqualTo(1);
        assertThat(second.served).isZero();
        assertThat(timers).hasSize(1);
    }

    @Test
    void passesCallsThroughWhenReadyWithoutATimer() {
        ready = true;

        assertThat(call().served).isEqualTo(1);
        assertThat(timers).isEmpty();
    }

    @Test
    void aWaitingCallIsServedWhenAnEndpointComesInTime() {
        FakeCall waiting = call();
        assertThat(waiting.served).isZero();

        ready = true;
        queue.wake();

        assertThat(waiting.served).isEqualTo(1);
        assertThat(timers).isEmpty();
    }

    @Test
    void theFirstWaiterGets504AndLaterCalls503UntilReadyAgain() {
        FakeCall first = call();
        timers.removeFirst().run();
        assertThat(first.refusal).isEqualTo(Refusal.FAIL_FAST);
        assertThat(queue.room()).isEqualTo(FailFast.Room.SHUT);

        FakeCall second = call();
        assertThat(second.refusal).isEqualTo(Refusal.UNAVAILABLE);

        ready = true;
        queue.wake();
        assertThat(queue.room()).isEqualTo(FailFast.Room.FREE);
        assertThat(call().served).isEqualTo(1);
    }

    @Test
    void oneTimerRunsForAllThatWait() {
        FakeCall first = call();
        FakeCall second = call();

        assertThat(timers).hasSize(1);
        timers.getFirst().run();

        assertThat(first.refusal).isEqualTo(Refusal.FAIL_FAST);
        assertThat(second.refusal).isEqualTo(Refusal.FAIL_FAST);
    }

    @Test
    void callsBeyondTheCapacityAreShed() {
        FakeCall first = call();
        FakeCall second = call();
        FakeCall third = call();

        assertThat(third.refusal).isEqualTo(Refusal.UNAVAILABLE);
        assertThat(first.refusal).isNull();
        assertThat(second.refusal).isNull();
    }

    @Test
    void aCallNobodyWaitsForIsPassedOver() {
        FakeCall gone = call();
        FakeCall waiting = call();
        gone.open = false;

        ready = true;
        queue.wake();

        assertThat(gone.served).isZero();
        assertThat(waiting.served).isEqualTo(1);
    }

    @Test
    void callsAreServedInTheOrderTheyCame() {
        List<FakeCall> calls = List.of(call(), call());

        ready = true;
        queue.wake();

        assertThat(calls).allMatch(call -> call.served == 1);
    }

    @Test
    void closingFailsWhatWaits() {
        FakeCall waiting = call();

        queue.close();

        assertThat(waiting.refusal).isEqualTo(Refusal.FAIL_FAST);
        assertThat(timers).isEmpty();
    }
}
