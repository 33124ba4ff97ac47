package io.reactivemesh.proxy.stack;

/** Who is told how a {@link FailFast} queue fares. Event loop only. */
public interface QueueObserver {

    /** Nobody is told. */
    QueueObserver NONE = new QueueObserver() {
        @Override
        public void requested() {}

        @Override
        public void waiting(int calls) {}

        @Override
        public void gateShut() {}

        @Override
        public void gateOpened() {}
    };

    /** A call has come, to wait or not. */
    void requested();

    /** So many calls wait now. */
    void waiting(int calls);

    /** From now on calls are refused at once. */
    void gateShut();

    /** After having been shut, calls are taken again. */
    void gateOpened();
}
