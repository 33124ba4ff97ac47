package io.reactivemesh.proxy.admin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A count that only grows; single writer, see {@link Cell}. */
public final class Counter extends Cell {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    Counter(Series series) {
        super(series);
    }

    /** Adds one. */
    public void increment() {
        add(1);
    }

    /** Adds {@code n}, which is not negative. */
    public void add(long n) {
        // One writer, so a plain read is its own last write; opaque keeps the store from being torn or held back.
        VALUE.setOpaque(this, value + n);
    }

    /** The count so far; any thread. */
    public long value() {
        return (long) VALUE.getOpaque(this);
    }
}
