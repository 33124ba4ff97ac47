package io.reactivemesh.ops.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One kind of load on a proxy.
 *
 * @param name as it is asked for and reported
 * @param protocol what the proxy takes the load for
 * @param path request target at the origin
 * @param connections keep-alive connections, 0 = as many as were asked for
 * @param requestsPerSecond 0 = as many as will go
 * @param bytes size of a response that is worth a bandwidth; 0 = small
 * @param streams in flight on each connection
 */
record ProxyWork(
        String name, Protocol protocol, String path, int connections, int requestsPerSecond, long bytes, int streams) {
    /** The file at the origin that bulk transfers fetch. */
    static final long BULK_BYTES = 64L << 20;

    static final String BULK_PATH = "/bulk";

    /** What answers gRPC at the origin. */
    static final String GRPC_PATH = "/mesh.bench.Hello/Say";

    private static final int BULK_CONNECTIONS = 4;
    private static final int HTTP2_CONNECTIONS = 10;

    /** What a proxy takes a connection for; each subject has an address for those that it can do. */
    enum Protocol {
        HTTP1(1),
        /** Bytes that the proxy relays without looking at them; the load is HTTP/1.1 all the same, so that it compares. */
        OPAQUE(2),
        /** HTTP/2 with prior knowledge, on both sides of the proxy. */
        HTTP2(3),
        /** Unary calls of gRPC over it. */
        GRPC(4);

        private final int number;

        Protocol(int number) {
            this.number = number;
        }

        /** The last byte of the address that its Service has. */
        int number() {
            return number;
        }

        /** Whether frames of HTTP/2 carry it. */
        boolean http2() {
            return this == HTTP2 || this == GRPC;
        }
    }

    /**
     * All of them, in the order in which they are done.
     *
     * @param rate of the paced one; 0 leaves it out
     */
    static List<ProxyWork> all(int rate) {
        List<ProxyWork> all = new ArrayList<>();
        all.add(new ProxyWork("http1", Protocol.HTTP1, "/", 0, 0, 0, 1));
        if (rate > 0) {
            all.add(new ProxyWork("http1@" + rate, Protocol.HTTP1, "/", 0, rate, 0, 1));
        }
        all.add(new ProxyWork("tcp", Protocol.OPAQUE, "/", 0, 0, 0, 1));
        all.add(new ProxyWork("tcp-bulk", Protocol.OPAQUE, BULK_PATH, BULK_CONNECTIONS, 0, BULK_BYTES, 1));
        all.add(new ProxyWork("h2-10x10", Protocol.HTTP2, "/", HTTP2_CONNECTIONS, 0, 0, 10));
        all.add(new ProxyWork("h2-10x100", Protocol.HTTP2, "/", HTTP2_CONNECTIONS, 0, 0, 100));
        all.add(new ProxyWork("grpc-10x10", Protocol.GRPC, GRPC_PATH, HTTP2_CONNECTIONS, 0, 0, 10));
        return all;
    }
}
