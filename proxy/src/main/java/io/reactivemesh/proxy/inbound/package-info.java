/**
 * The path from the network to the application: who may connect, what it speaks, and on to the original destination.
 *
 * <p>{@link io.reactivemesh.proxy.inbound.InboundStack} is the whole composition, top to bottom. Built and started by
 * {@link io.reactivemesh.proxy.Proxy}. State is per event loop.
 */
@NullMarked
package io.reactivemesh.proxy.inbound;

import org.jspecify.annotations.NullMarked;
