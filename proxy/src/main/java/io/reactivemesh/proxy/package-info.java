/**
 * The sidecar as a process: its configuration, its start and its end. {@code ProxyMain} composes everything below; the
 * packages below see nothing of this one but {@link io.reactivemesh.proxy.ProxyConfig} and its value types.
 */
@NullMarked
package io.reactivemesh.proxy;

import org.jspecify.annotations.NullMarked;
