package io.reactivemesh.proxy.stack;

/** Told of the retries of a route. Event loop only. */
public interface RetryObserver {

    /** Nobody is told. */
    RetryObserver NOBODY = new RetryObserver() {
        @Override
        public void retried() {
            // Nobody is told.
        }

        @Override
        public void succeeded() {
            // Nobody is told.
        }

        @Override
        public void limitExceeded() {
            // Nobody is told.
        }

        @Override
        public void overflowed() {
            // Nobody is told.
        }

        @Override
        public void outOfBudget() {
            // Nobody is told.
        }
    };

    /** Another attempt is made. */
    void retried();

    /** A request that was retried has got an answer that is not retried. */
    void succeeded();

    /** A request that would be retried has been so as often as it may be. */
    void limitExceeded();

    /** A request that would be retried has nowhere to go. */
    void overflowed();

    /** A request that would be retried is not, since there were too many already. */
    void outOfBudget();
}
