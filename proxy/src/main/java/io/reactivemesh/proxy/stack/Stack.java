package io.reactivemesh.proxy.stack;

import java.util.ArrayList;
import java.util.List;

/**
 * Composes layers so that the source reads in the order in which a call meets them.
 *
 * @param <C> the kind of call
 */
public final class Stack<C extends Call> {

    private final List<Layer<C>> layers = new ArrayList<>();

    private Stack() {}

    /** Starts with the layer that sees a call first. */
    public static <C extends Call> Stack<C> top(Layer<C> layer) {
        return new Stack<C>().then(layer);
    }

    /** Adds the next layer below. */
    public Stack<C> then(Layer<C> layer) {
        layers.add(layer);
        return this;
    }

    /** Puts the whole on {@code bottom}. */
    public Service<C> on(Service<C> bottom) {
        Service<C> service = bottom;
        for (int i = layers.size() - 1; i >= 0; i--) {
            service = layers.get(i).over(service);
        }
        return service;
    }
}
