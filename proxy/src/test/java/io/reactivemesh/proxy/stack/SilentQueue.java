package io.reactivemesh.proxy.stack;

/** Listens to nothing. */
final class SilentQueue implements QueueObserver {

    @Override
    public void requested() {
        // Not of interest.
    }

    @Override
    public void waiting(int calls) {
        // Not of interest.
    }

    @Override
    public void passed(long waited) {
        // Not of interest.
    }

    @Override
    public void refused() {
        // Not of interest.
    }

    @Override
    public void gateShut() {
        // Not of interest.
    }

    @Override
    public void gateOpened() {
        // Not of interest.
    }
}
