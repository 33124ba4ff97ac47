package io.reactivemesh.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.StreamLimits;
import io.reactivemesh.proxy.grpc.GrpcCall;
import io.reactivemesh.proxy.grpc.GrpcStatus;
import io.reactivemesh.proxy.stack.GrpcCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WatchStreamTest {

    private static final StreamLimits LIMITS =
            new StreamLimits(Duration.ofSeconds(3), Duration.ofMinutes(5), Duration.ofHours(1));

    private final ManualTimers timers = new ManualTimers();
    private final List<FakeCall> calls = new ArrayList<>();
    private final Recorder recorder = new Recorder();
    private boolean connected = true;

    @Test
    void asksAheadAndRefillsInHalves() {
        stream(StreamLimits.NONE).start();

        assertThat(call().requested).isEqualTo(256);
        for (int i = 0; i < 128; i++) {
            call().say("x");
        }
        assertThat(call().requested).isEqualTo(384);
    }

    @Test
    void anOkEndIsFollowedByANewStream() {
        stream(StreamLimits.NONE).start();
        call().say("a");

        call().end(GrpcStatus.OK);
        timers.advance(Duration.ofMillis(100));

        assertThat(calls).hasSize(2);
        call().say("b");
        assertThat(recorder.events).containsExactly("started", "a", "ended OK", "started", "b");
    }

    @Test
    void failuresOnALiveConnectionBackOffExponentially() {
        stream(StreamLimits.NONE).start();

        assertThat(waitsAfterEachOf(12))
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 51200L, 60000L, 60000L);
    }

    @Test
    void aMessageResetsTheBackoff() {
        stream(StreamLimits.NONE).start();
        waitsAfterEachOf(5);
        call().say("x");

        assertThat(waitsAfterEachOf(1)).containsExactly(100L);
    }

    @Test
    void withoutAConnectionTheNextCallIsAtMostASecondAway() {
        connected = false;
        stream(StreamLimits.NONE).start();

        assertThat(waitsAfterEachOf(6)).containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L);
    }

    @ParameterizedTest
    @EnumSource(
            value = GrpcCode.class,
            names = {"INVALID_ARGUMENT", "FAILED_PRECONDITION"})
    void aRefusalIsFinal(GrpcCode code) {
        stream(StreamLimits.NONE).start();

        call().end(GrpcStatus.of(code));
        timers.advance(Duration.ofDays(1));

        assertThat(calls).hasSize(1);
        assertThat(recorder.events).containsExactly("started", "ended " + code, "refused " + code);
    }

    @ParameterizedTest
    @EnumSource(
            value = GrpcCode.class,
            names = {"NOT_FOUND", "UNIMPLEMENTED", "UNKNOWN", "UNAVAILABLE", "INTERNAL"})
    void everyOtherErrorIsTriedAgain(GrpcCode code) {
        stream(StreamLimits.NONE).start();

        call().end(GrpcStatus.of(code));
        timers.advance(Duration.ofSeconds(1));

        assertThat(calls).hasSize(2);
    }

    @Test
    void aSilentServerIsADeadlineExceeded() {
        stream(LIMITS).start();

        timers.advance(Duration.ofSeconds(3));

        assertThat(call().cancelled).isEqualTo("no first message");
        assertThat(recorder.events).containsExactly("started", "ended DEADLINE_EXCEEDED");
        timers.advance(Duration.ofMillis(100));
        assertThat(calls).hasSize(2);
    }

    @Test
    void theInitialTimeoutWaitsForAConnection() {
        connected = false;
        stream(LIMITS).start();

        timers.advance(Duration.ofMinutes(10));

        assertThat(calls).hasSize(1);
        assertThat(call().cancelled).isNull();
    }

    @Test
    void anIdleStreamIsRenewedAtOnce() {
        stream(LIMITS).start();
        call().say("a");
        timers.advance(Duration.ofMinutes(4));
        call().say("b");
        timers.advance(Duration.ofMinutes(4));
        assertThat(calls).hasSize(1);

        timers.advance(Duration.ofMinutes(1));

        assertThat(calls).hasSize(2);
        assertThat(calls.getFirst().cancelled).isEqualTo("stream idle");
        assertThat(recorder.events).containsExactly("started", "a", "b", "ended OK", "started");
    }

    @Test
    void aBusyStreamIsRenewedAtItsLifetime() {
        stream(LIMITS).start();
        for (int minute = 0; minute < 60; minute++) {
            call().say("x");
            timers.advance(Duration.ofMinutes(1));
        }

        assertThat(calls).hasSize(2);
        assertThat(calls.getFirst().cancelled).isEqualTo("stream lifetime reached");
    }

    @Test
    void whatAnAbandonedCallStillSaysIsIgnored() {
        stream(LIMITS).start();
        call().say("a");
        timers.advance(Duration.ofMinutes(5));
        FakeCall old = calls.getFirst();

        old.say("late");
        old.end(GrpcStatus.of(GrpcCode.CANCELLED));

        assertThat(calls).hasSize(2);
        assertThat(recorder.events).doesNotContain("late");
    }

    @Test
    void aClosedStreamStaysClosed() {
        WatchStream<String, String> stream = stream(LIMITS);
        stream.start();

        stream.close();
        call().end(GrpcStatus.of(GrpcCode.CANCELLED));
        timers.advance(Duration.ofDays(1));

        assertThat(calls).hasSize(1);
        assertThat(call().cancelled).isEqualTo("no longer watched");
        assertThat(timers.pending).isEmpty();
    }

    /** Ends one call after another without a message and measures, to the millisecond, when the next one is made. */
    private List<Long> waitsAfterEachOf(int times) {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            int before = calls.size();
            call().end(GrpcStatus.of(GrpcCode.UNAVAILABLE));
            Duration waited = timers.untilNext();
            timers.advance(waited);
            assertThat(calls).hasSize(before + 1);
            waits.add(waited.toMillis());
        }
        return waits;
    }

    private WatchStream<String, String> stream(StreamLimits limits) {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(60), 0);
        return new WatchStream<>(
                () -> {
                    calls.add(new FakeCall());
                    return call();
                },
                () -> connected,
                "path",
                WatchStream.REFUSALS,
                new WatchStream.Settings(backoff, limits, new SplittableRandom(1)),
                timers,
                recorder);
    }

    private FakeCall call() {
        return calls.getLast();
    }

    private static final class Recorder implements WatchStream.Watcher<String> {

        private final List<String> events = new ArrayList<>();

        @Override
        public void streamStarted() {
            events.add("started");
        }

        @Override
        public void message(String message) {
            events.add(message);
        }

        @Override
        public void streamEnded(GrpcStatus status) {
            events.add("ended " + status.code());
        }

        @Override
        public void refused(GrpcStatus status) {
            events.add("refused " + status.code());
        }
    }

    private static final class FakeCall implements GrpcCall<String, String> {

        private @Nullable Listener<String> listener;
        private @Nullable String cancelled;
        private int requested;

        void say(String message) {
            Objects.requireNonNull(listener).message(message);
        }

        void end(GrpcStatus status) {
            Objects.requireNonNull(listener).closed(status);
        }

        @Override
        public void start(String request, Listener<String> newListener) {
            assertThat(request).isEqualTo("path");
            listener = newListener;
        }

        @Override
        public void request(int answers) {
            requested += answers;
        }

        @Override
        public void cancel(String reason) {
            cancelled = reason;
        }
    }

    private static final class ManualTimers implements Timers {

        private final List<Pending> pending = new ArrayList<>();
        private Duration now = Duration.ZERO;

        @Override
        public Timer after(Duration delay, Runnable task) {
            Pending timer = new Pending(now.plus(delay), task);
            pending.add(timer);
            return () -> pending.remove(timer);
        }

        Duration untilNext() {
            return next().due().minus(now);
        }

        void advance(Duration duration) {
            Duration until = now.plus(duration);
            while (!pending.isEmpty() && next().due().compareTo(until) <= 0) {
                Pending next = next();
                pending.remove(next);
                now = next.due();
                next.task().run();
            }
            now = until;
        }

        private Pending next() {
            return pending.stream().min(Comparator.comparing(Pending::due)).orElseThrow();
        }

        private record Pending(Duration due, Runnable task) {}
    }
}
