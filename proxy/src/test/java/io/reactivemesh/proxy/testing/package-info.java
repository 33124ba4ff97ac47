/** Peers and a proxy on loopback sockets for the tests of the data path: scripted, blocking, on virtual threads. */
@NullMarked
package io.reactivemesh.proxy.testing;

import org.jspecify.annotations.NullMarked;
