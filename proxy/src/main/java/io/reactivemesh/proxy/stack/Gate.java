package io.reactivemesh.proxy.stack;

/** Whether an endpoint may be given calls at the moment. Event loop only. */
public interface Gate {

    /** The gate of an endpoint that always may. */
    Gate ALWAYS_OPEN = new Gate() {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void onChange(Runnable listener) {
            // Nothing ever changes.
        }
    };

    /** Whether it is open now. */
    boolean isOpen();

    /** Names whom to tell when it has opened or shut; one listener. */
    void onChange(Runnable listener);
}
