/**
 * Distributed tracing without a request in sight: trace contexts and the headers that carry them, finished spans, and their way in batches
 * to a collector.
 *
 * <p>{@code stack.Spans} makes spans of calls, {@code control} speaks to the collector, {@code ProxyMain} opens and closes. Where no collector
 * is configured, nothing of this is in any stack.
 */
@NullMarked
package io.reactivemesh.proxy.trace;

import org.jspecify.annotations.NullMarked;
