/**
 * The path from the application to the network: discover, route, balance, connect.
 *
 * <p>{@link io.reactivemesh.proxy.outbound.OutboundStack} is the whole composition, top to bottom. Built and started by
 * {@link io.reactivemesh.proxy.Proxy}. State is per event loop: nothing here is shared between loops but meters and discovery
 * streams.
 */
@NullMarked
package io.reactivemesh.proxy.outbound;

import org.jspecify.annotations.NullMarked;
