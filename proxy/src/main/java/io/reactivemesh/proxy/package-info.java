/**
 * The sidecar as a process: its configuration, its start and its end. {@code ProxyMain} composes everything below; the
 * packages below see nothing of this one but {@link io.reactivemesh.proxy.ProxyConfig} with its value types, and
 * {@link io.reactivemesh.proxy.Telemetry}.
 */
@NullMarked
package io.reactivemesh.proxy;

import org.jspecify.annotations.NullMarked;
