package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.Stack;
import java.util.function.Supplier;

/**
 * One place that a destination's traffic can go to.
 *
 * @param service takes its calls
 * @param room what a call would find: a distribution looks where there is room first
 * @param close gives it up
 * @param <C> the kind of call
 */
record Backend<C extends Call>(Service<C> service, Supplier<FailFast.Room> room, Runnable close) {

    /** A backend that refuses everything. */
    static <C extends Call> Backend<C> refusing(Refusal refusal) {
        return new Backend<>(call -> call.refuse(refusal), () -> FailFast.Room.FREE, () -> {});
    }

    /** This backend as one of several routes sees it: behind the layers of that route. */
    Backend<C> under(Stack<C> layers) {
        return new Backend<>(layers.on(service), room, close);
    }
}
