package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections to one endpoint for one authority: the newest is used first, so that what is not needed ages out.
 *
 * <p>Event loop only.
 */
final class Http1Pool {

    private final Http1Endpoint endpoint;
    private final byte[] authority;
    private final int hash;
    private final boolean absolute;
    private final List<Http1ClientConnection> idle = new ArrayList<>();

    /** How many connections belong here, idle or not; kept by the endpoint. */
    int connections;

    Http1Pool(Http1Endpoint endpoint, byte[] authority, int hash, boolean absolute) {
        this.endpoint = endpoint;
        this.authority = authority;
        this.hash = hash;
        this.absolute = absolute;
    }

    /** Whether requests with this head share connections with those that this pool was made for. */
    boolean serves(Http1Head head, ByteBuf message) {
        int length = head.authorityEnd - head.authorityStart;
        if (head.authorityHash != hash
                || length != authority.length
                || absolute != (head.form == Http1Head.Form.ABSOLUTE)) {
            return false;
        }
        int from = message.readerIndex() + head.authorityStart;
        for (int i = 0; i < length; i++) {
            if (message.getByte(from + i) != authority[i]) {
                return false;
            }
        }
        return true;
    }

    /** The connection that became idle last, or null. */
    @Nullable
    Http1ClientConnection take() {
        while (!idle.isEmpty()) {
            Http1ClientConnection connection = idle.removeLast();
            endpoint.idleChanged(-1);
            if (connection.usable()) {
                return connection;
            }
        }
        return null;
    }

    /** Takes a connection back. Closes it when there are enough, or when the endpoint is gone. */
    void put(Http1ClientConnection connection) {
        if (endpoint.keepsIdle()) {
            connection.idleSince = endpoint.sweep();
            idle.add(connection);
            endpoint.idleChanged(1);
        } else {
            connection.close();
        }
    }

    /** Forgets a connection that has gone. */
    void remove(Http1ClientConnection connection) {
        if (idle.remove(connection)) {
            endpoint.idleChanged(-1);
        }
    }

    /** Closes what became idle in {@code sweep} or before. */
    void closeIdleSince(long sweep) {
        int expired = 0;
        while (expired < idle.size() && idle.get(expired).idleSince <= sweep) {
            expired++;
        }
        List<Http1ClientConnection> old = idle.subList(0, expired);
        old.forEach(Http1ClientConnection::close);
        old.clear();
        endpoint.idleChanged(-expired);
    }
}
