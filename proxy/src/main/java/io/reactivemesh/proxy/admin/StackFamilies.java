package io.reactivemesh.proxy.admin;

import java.util.List;

/** The families that say how the stacks of the data path fare: built, given up, asked. */
public final class StackFamilies {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Stacks built. */
    public static final Family CREATE_TOTAL =
            Family.counter("stack_create_total", "Total number of stacks created.", false);

    /** Stacks given up. */
    public static final Family DROP_TOTAL =
            Family.counter("stack_drop_total", "Total number of stacks dropped.", false);

    /** Calls that asked a stack, by what they found. */
    public static final Family POLL_TOTAL = Family.counter(
            "stack_poll_total", "Total number of calls that asked a stack whether it is ready, by the answer.", false);

    /** How long calls have waited for a stack. */
    public static final Family POLL_TOTAL_MS = Family.counter(
                    "stack_poll_total_ms",
                    "Total number of milliseconds that calls have spent waiting for a stack to become ready.",
                    false)
            .shownPer(NANOS_PER_MILLI);

    private StackFamilies() {}

    static List<Family> all() {
        return List.of(CREATE_TOTAL, DROP_TOTAL, POLL_TOTAL, POLL_TOTAL_MS);
    }
}
