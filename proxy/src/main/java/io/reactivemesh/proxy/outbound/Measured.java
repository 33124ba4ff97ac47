package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.Layer;

/**
 * A layer that counts what goes through it.
 *
 * @param release gives its meters up, once nothing new goes through
 * @param <C> the kind of call
 */
record Measured<C extends Call>(Layer<C> layer, Runnable release) {}
