package io.reactivemesh.discovery.stage;

import org.jspecify.annotations.Nullable;

/**
 * What one stream's client has to be told: it knows {@code before} and must come to know {@code after}.
 *
 * @param before null = nothing was told yet
 */
public record Step<T>(@Nullable T before, T after) {}
