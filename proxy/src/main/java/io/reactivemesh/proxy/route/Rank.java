package io.reactivemesh.proxy.route;

/**
 * How specific a match is, as one number: comparing two matches compares, in this order,
 *
 * <ol>
 *   <li>how many characters of the path are matched (gRPC: of the service's name),
 *   <li>whether the path is named exactly (gRPC: how many characters of the method's name are matched),
 *   <li>how many headers,
 *   <li>how many query parameters,
 *   <li>whether the method is named.
 * </ol>
 */
final class Rank {

    static final long NO_MATCH = -1;

    private static final int COUNT_BITS = 8;
    private static final int TEXT_BITS = 17;
    private static final int MAX_COUNT = (1 << COUNT_BITS) - 1;
    private static final int MAX_TEXT = (1 << TEXT_BITS) - 1;

    private Rank() {}

    static long http(int pathChars, boolean exact, int headers, int queries, boolean method) {
        return pack(pathChars, exact ? 1 : 0, headers, queries, method);
    }

    static long grpc(int serviceChars, int methodChars, int headers) {
        return pack(serviceChars, methodChars, headers, 0, false);
    }

    private static long pack(int first, int second, int headers, int queries, boolean method) {
        long rank = Math.min(first, MAX_TEXT);
        rank = rank << TEXT_BITS | Math.min(second, MAX_TEXT);
        rank = rank << COUNT_BITS | Math.min(headers, MAX_COUNT);
        rank = rank << COUNT_BITS | Math.min(queries, MAX_COUNT);
        return rank << 1 | (method ? 1 : 0);
    }
}
