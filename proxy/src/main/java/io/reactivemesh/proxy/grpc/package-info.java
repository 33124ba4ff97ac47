/**
 * A gRPC client: calls with one request and any number of answers, over the proxy's own HTTP/2. What it is told of a call is a
 * {@link io.reactivemesh.proxy.grpc.GrpcMethod} and a way to send requests; where they go is the affair of whoever calls, which is
 * package {@code control}.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">gRPC over HTTP2</a>
 */
@NullMarked
package io.reactivemesh.proxy.grpc;

import org.jspecify.annotations.NullMarked;
