package io.reactivemesh.proxy.stack;

/**
 * Something that takes calls to their outcome: a layer, or the endpoint at the bottom of a stack.
 *
 * @param <C> the kind of call
 */
@FunctionalInterface
public interface Service<C extends Call> {

    /** Takes over the call. Returns at once; the outcome arrives at the call. */
    void call(C call);
}
