/**
 * What touches sockets: accepting, connecting, protocol detection, HTTP/1, opaque relay.
 *
 * <p>HTTP/1 is handled on raw bytes: heads are indexed, not decoded, and bodies pass as they came. HTTP/2 and TLS are not built
 * yet: a connection that opens with an HTTP/2 preface or a TLS hello is detected as such and relayed opaquely. Layers above see
 * {@link io.reactivemesh.proxy.stack.RequestHead}, which says nothing about the HTTP version.
 *
 * <p>Everything is confined to the event loop of the accepted channel, and the connection to the endpoint is made on that same
 * loop.
 */
@NullMarked
package io.reactivemesh.proxy.transport;

import org.jspecify.annotations.NullMarked;
