/** The interoperability cases of gRPC, through proxies. */
@NullMarked
package io.reactivemesh.proxy.interop;

import org.jspecify.annotations.NullMarked;
