package io.reactivemesh.ops.bench;

import java.io.IOException;

/**
 * Where the origin listens, on 127.0.0.1 and on 127.0.0.2.
 *
 * @param http1 for HTTP/1.1
 * @param http2 for HTTP/2 with prior knowledge
 */
record OriginPorts(int http1, int http2) {

    /** Two that are free now. */
    static OriginPorts choose() throws IOException {
        return new OriginPorts(MeshPeer.freePort(), MeshPeer.freePort());
    }
}
