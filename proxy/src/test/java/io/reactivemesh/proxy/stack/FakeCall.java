package io.reactivemesh.proxy.stack;

import org.jspecify.annotations.Nullable;

/** A call that remembers what became of it. */
final class FakeCall implements Call {

    private final Measurement measurement = new Measurement(new LoopClock(() -> 0));
    boolean open = true;
    int served;

    @Nullable
    Refusal refusal;

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void refuse(Refusal why) {
        refusal = why;
        measurement.end();
    }

    @Override
    public Measurement measurement() {
        return measurement;
    }
}
