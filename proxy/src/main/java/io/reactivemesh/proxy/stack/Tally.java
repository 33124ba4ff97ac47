package io.reactivemesh.proxy.stack;

import org.jspecify.annotations.Nullable;

/**
 * One of the meters, besides its endpoint's, that a call counts for: those of the service profile's route that it takes, and of the attempts
 * made there. Most calls count for none: null. Event loop only.
 *
 * @param since when the call came to the meter, in nanoseconds
 * @param next another one; null = none
 */
record Tally(ResponseMeter meter, long since, @Nullable Tally next) {

    /** The response's body begins, under that status. */
    static void responding(@Nullable Tally first, int status, long now) {
        for (Tally each = first; each != null && status != 0; each = each.next) {
            each.meter.responding(status, now - each.since);
        }
    }

    /** The response has ended. */
    static void responded(@Nullable Tally first, int status, int grpcStatus) {
        for (Tally each = first; each != null; each = each.next) {
            each.meter.responded(status, grpcStatus, null);
        }
    }

    /** The response has broken off, or there was none: status 0. */
    static void failed(@Nullable Tally first, int status, String error) {
        for (Tally each = first; each != null; each = each.next) {
            each.meter.failed(status, error);
        }
    }

    /** What is answered in the place of an endpoint counts as an answer, any other refusal as a failure without one. */
    static void refused(@Nullable Tally first, Refusal refusal, int status, int grpcStatus, long now) {
        if (refusal.isTimeout()) {
            failed(first, 0, "timeout");
        } else if (refusal.isEndpointsFault()) {
            responding(first, status, now);
            responded(first, status, grpcStatus);
        } else {
            failed(first, 0, ResponseMeter.UNCLASSIFIED);
        }
    }
}
