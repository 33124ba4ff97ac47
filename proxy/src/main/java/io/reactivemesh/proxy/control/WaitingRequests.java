package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.admin.BalancerCells;
import io.reactivemesh.proxy.transport.OwnRequest;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for a connection, in the order in which they came. They need no bound but that on what they are for: a stream for
 * each thing that is watched, and one batch of spans. Control loop only.
 */
final class WaitingRequests {

    private record Waiting(OwnRequest request, long since) {}

    private final LongSupplier nanoTime;
    private final BalancerCells observer;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>(0);

    WaitingRequests(LongSupplier nanoTime, BalancerCells observer) {
        this.nanoTime = nanoTime;
        this.observer = observer;
    }

    void add(OwnRequest request) {
        // Those that were given up would pile up for as long as nobody is there.
        queue.removeIf(each -> !each.request().isOpen());
        queue.add(new Waiting(request, nanoTime.getAsLong()));
        observer.waiting(queue.size());
    }

    /**
     * Sends what waits, for as long as it can be.
     *
     * @param send returns false when there is nobody to send to
     */
    void drain(Predicate<OwnRequest> send) {
        for (Waiting first = queue.peek(); first != null; first = queue.peek()) {
            // Out of the queue before it is sent: it may come back at once, and then it is the last.
            queue.remove();
            if (first.request().isOpen()) {
                if (!send.test(first.request())) {
                    queue.addFirst(first);
                    return;
                }
                observer.passed(nanoTime.getAsLong() - first.since());
            }
            observer.waiting(queue.size());
        }
    }

    void failAll(String why) {
        for (@Nullable Waiting first = queue.poll(); first != null; first = queue.poll()) {
            first.request().fail(why);
        }
        observer.waiting(0);
    }
}
