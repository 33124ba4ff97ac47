package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.wire.net.IPAddress;
import io.reactivemesh.wire.net.IPv6;
import io.reactivemesh.wire.net.TcpAddress;

/** Addresses on the wire ({@code net.proto}). */
final class Addresses {
    private Addresses() {}

    static TcpAddress toWire(Address address) {
        return TcpAddress.newBuilder()
                .setIp(toWire(address.ip()))
                .setPort(address.port())
                .build();
    }

    static IPAddress toWire(IpAddress ip) {
        return switch (ip) {
            case IpAddress.V4(int bits) -> IPAddress.newBuilder().setIpv4(bits).build();
            case IpAddress.V6(long high, long low) ->
                IPAddress.newBuilder()
                        .setIpv6(IPv6.newBuilder().setFirst(high).setLast(low))
                        .build();
        };
    }
}
