/**
 * Header compression for HTTP/2 (RFC 7541): field sections to and from header blocks.
 *
 * <p>Knows nothing of frames, of Netty or of what a field means: whoever uses it marks the names that matter to him. Used by
 * {@code transport}. Everything but {@link io.reactivemesh.proxy.hpack.Field} is confined to one event loop.
 */
@NullMarked
package io.reactivemesh.proxy.hpack;

import org.jspecify.annotations.NullMarked;
