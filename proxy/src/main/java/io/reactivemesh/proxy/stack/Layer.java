package io.reactivemesh.proxy.stack;

/**
 * One concern of a stack: wraps the service below it.
 *
 * @param <C> the kind of call
 */
@FunctionalInterface
public interface Layer<C extends Call> {

    /** The service with this concern on top of {@code below}. */
    Service<C> over(Service<C> below);

    /** The layer that is not there: what is built with it is the service below. */
    static <C extends Call> Layer<C> none() {
        return below -> below;
    }
}
