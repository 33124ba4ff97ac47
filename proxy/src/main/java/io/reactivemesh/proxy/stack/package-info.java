/**
 * The parts that stacks are made of: calls, services, layers, and the generic layers that shed, queue and fail fast.
 *
 * <p>Knows neither Netty nor HTTP's bytes. Used by {@code outbound} and {@code inbound}, which compose, and by {@code transport},
 * which makes calls at the top and takes them at the bottom. Everything here is confined to one event loop.
 */
@NullMarked
package io.reactivemesh.proxy.stack;

import org.jspecify.annotations.NullMarked;
