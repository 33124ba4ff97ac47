/**
 * Choosing one endpoint of many: power of two choices over peak-EWMA loads. No Netty, no clock and no randomness but
 * those handed in. Called by the outbound data path, on one event loop per balancer.
 */
@NullMarked
package io.reactivemesh.proxy.balance;

import org.jspecify.annotations.NullMarked;
