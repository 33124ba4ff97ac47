package io.reactivemesh.proxy.control;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of an accepted connection.
 *
 * @param address where it comes from
 * @param meshTls whether its TLS ends in this proxy; TLS that passes as bytes is no mesh TLS
 * @param identity the name that it has proven, null = none
 */
public record Peer(
        InetAddress address, boolean meshTls, @Nullable String identity) {

    /** A client that has proven nothing. */
    public static Peer plain(InetAddress address) {
        return new Peer(address, false, null);
    }
}
