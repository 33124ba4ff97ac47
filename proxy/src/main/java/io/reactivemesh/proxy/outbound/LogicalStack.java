package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.StackMeter;

/**
 * The way of one kind of traffic to one destination.
 *
 * @param top takes its calls
 * @param queue where they wait as long as nobody knows the target
 * @param logical the present target
 * @param stacks counts it
 * @param <T> the kind of target
 * @param <C> the kind of call
 */
record LogicalStack<T, C extends Call>(
        Service<C> top, FailFast<C> queue, LogicalService<T, C> logical, StackMeter stacks) {

    /** Sets where calls go from now on; those that waited for it go first. */
    void target(T target) {
        logical.target(target);
        queue.wake();
    }

    void close() {
        queue.close();
        logical.close();
        stacks.dropped();
    }
}
