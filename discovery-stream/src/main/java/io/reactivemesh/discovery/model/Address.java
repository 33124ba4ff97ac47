package io.reactivemesh.discovery.model;

/**
 * Where a connection goes: an IP address and a TCP port. The key of an endpoint.
 *
 * @param port 1..65535
 */
public record Address(IpAddress ip, int port) implements Comparable<Address> {
    public Address {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1..65535)");
        }
    }

    @Override
    public int compareTo(Address other) {
        int byIp = ip.compareTo(other.ip);
        return byIp != 0 ? byIp : Integer.compare(port, other.port);
    }

    /** {@code ip:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (ip instanceof IpAddress.V6 ? "[" + ip + "]" : ip.toString()) + ":" + port;
    }
}
