/**
 * Clients of the control plane: subscribe, keep the last good answer while it is away, resubscribe, diff. The data path
 * calls {@link io.reactivemesh.proxy.control.Discovery} and is called back on its own event loops.
 */
@NullMarked
package io.reactivemesh.proxy.control;

import org.jspecify.annotations.NullMarked;
