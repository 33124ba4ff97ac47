package io.reactivemesh.proxy.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/** An IPv4 address of this machine that is not loopback: behind redirection loopback addresses lead nowhere. */
public final class RoutableAddress {

    private RoutableAddress() {}

    /** Such an address; a machine without one skips the test. */
    public static InetAddress find() {
        try {
            Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(each ->
                            each instanceof Inet4Address && !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                    .findFirst();
            assumeThat(address).as("an address that is not loopback").isPresent();
            return address.orElseThrow();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
