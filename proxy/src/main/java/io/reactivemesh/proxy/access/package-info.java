/**
 * The access log: one line on standard error for each request that comes to the application, whoever answers it.
 *
 * <p>{@code inbound} puts its layer on top of each connection's stack; {@code ProxyMain} opens and closes it. Where it is off, nothing of
 * it is in any stack.
 */
@NullMarked
package io.reactivemesh.proxy.access;

import org.jspecify.annotations.NullMarked;
