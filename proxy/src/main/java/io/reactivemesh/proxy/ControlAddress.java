package io.reactivemesh.proxy;

import org.jspecify.annotations.Nullable;

/**
 * Where a service of the control plane is, and who it has to prove to be.
 *
 * @param host IP address or DNS name
 * @param port 1 to 65535
 * @param name TLS server identity; null = plaintext, possible on loopback only
 */
public record ControlAddress(
        String host, int port, @Nullable String name) {

    /** Whether the host is 127/8, ::1 or the absolute name {@code localhost.}. */
    public boolean loopback() {
        return host.equals("localhost.") || Addresses.isLoopbackLiteral(host);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
