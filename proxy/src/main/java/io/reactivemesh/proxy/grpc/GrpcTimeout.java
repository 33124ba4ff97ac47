package io.reactivemesh.proxy.grpc;

import java.time.Duration;

/** How long a call may take, as {@code grpc-timeout} says it: eight digits at most, and a unit. */
final class GrpcTimeout {

    private static final long MOST = 99_999_999;

    private GrpcTimeout() {}

    /** The text of a time that is not negative; in the finest unit that can hold it. */
    static String text(Duration timeout) {
        long nanos = timeout.toNanos();
        long micros = nanos / 1_000;
        long millis = timeout.toMillis();
        if (nanos <= MOST) {
            return nanos + "n";
        }
        if (micros <= MOST) {
            return micros + "u";
        }
        return millis <= MOST ? millis + "m" : Math.min(timeout.toSeconds(), MOST) + "S";
    }
}
