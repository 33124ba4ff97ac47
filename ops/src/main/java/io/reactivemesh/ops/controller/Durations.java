package io.reactivemesh.ops.controller;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Durations as they happen, to be taken away now and then. Recording is wait-free, from any thread; taking is for one at a time. */
final class Durations {
    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
    /** A hundredth is near enough, and small: kinds times two of these. */
    private static final int DIGITS = 2;

    private final Recorder recorder = new Recorder(LONGEST_MICROS, DIGITS);

    /** Takes one in. Clocks of two machines may say that it is negative; then it counts as nothing. */
    void record(Duration duration) {
        long micros = TimeUnit.MICROSECONDS.convert(duration);
        recorder.recordValue(Math.clamp(micros, 0, LONGEST_MICROS));
    }

    /** All since the last call, in microseconds; the caller's own. */
    Histogram take() {
        return recorder.getIntervalHistogram();
    }
}
