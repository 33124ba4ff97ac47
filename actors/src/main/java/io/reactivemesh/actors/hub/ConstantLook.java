package io.reactivemesh.actors.hub;

/** A look at what never changes. */
record ConstantLook<T>(T newest) implements Cell.Look<T> {
    @Override
    public void close() {}
}
