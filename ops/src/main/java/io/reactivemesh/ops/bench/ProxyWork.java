package io.reactivemesh.ops.bench;

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
 */
record ProxyWork(String name, Protocol protocol, String path, int connections, int requestsPerSecond, long bytes) {
    /** The file at the origin that bulk transfers fetch. */
    static final long BULK_BYTES = 64L << 20;

    static final String BULK_PATH = "/bulk";

    private static final int BULK_CONNECTIONS = 4;

    /** What a proxy takes a connection for; each subject has an address for those that it can do. */
    enum Protocol {
        HTTP1,
        /** Bytes that the proxy relays without looking at them; the load is HTTP/1.1 all the same, so that it compares. */
        OPAQUE
    }

    /**
     * All of them, in the order in which they are done.
     *
     * @param rate of the paced one; 0 leaves it out
     */
    static List<ProxyWork> all(int rate) {
        ProxyWork http = new ProxyWork("http1", Protocol.HTTP1, "/", 0, 0, 0);
        ProxyWork opaque = new ProxyWork("tcp", Protocol.OPAQUE, "/", 0, 0, 0);
        ProxyWork bulk = new ProxyWork("tcp-bulk", Protocol.OPAQUE, BULK_PATH, BULK_CONNECTIONS, 0, BULK_BYTES);
        return rate == 0
                ? List.of(http, opaque, bulk)
                : List.of(http, new ProxyWork("http1@" + rate, Protocol.HTTP1, "/", 0, rate, 0), opaque, bulk);
    }
}
