package io.reactivemesh.ops.bench;

import java.io.IOException;

/**
 * Where the origin listens, on both of its addresses.
 *
 * @param http1 for HTTP/1.1
 * @param opaque for HTTP/1.1 that proxies take for opaque bytes
 * @param http2 for HTTP/2 with prior knowledge
 */
record OriginPorts(int http1, int opaque, int http2) {

    /** Three that are free now. */
    static OriginPorts choose() throws IOException {
        return new OriginPorts(MeshPeer.freePort(), MeshPeer.freePort(), MeshPeer.freePort());
    }

    /** The port for a protocol. */
    int of(ProxyWork.Protocol protocol) {
        return switch (protocol) {
            case HTTP1 -> http1;
            case OPAQUE -> opaque;
            case HTTP2, GRPC -> http2;
        };
    }
}
