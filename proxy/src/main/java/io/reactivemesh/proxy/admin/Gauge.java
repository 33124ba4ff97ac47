package io.reactivemesh.proxy.admin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that goes up and down; single writer, see {@link Cell}. */
public final class Gauge extends Cell {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Gauge.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    Gauge(Series series) {
        super(series);
    }

    /** Adds one. */
    public void increment() {
        set(value + 1);
    }

    /** Takes one away. */
    public void decrement() {
        set(value - 1);
    }

    /** Sets this cell's share. */
    public void set(long newValue) {
        VALUE.setOpaque(this, newValue);
    }

    /** The present share; any thread. */
    public long value() {
        return (long) VALUE.getOpaque(this);
    }
}
