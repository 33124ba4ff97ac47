package io.reactivemesh.ops.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses of pods: parsing and trying them out. */
final class Addresses {
    private Addresses() {}

    static InetAddress ip(String literal) {
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("podIP: " + literal + " (expected: an IP address)", e);
        }
    }

    static InetSocketAddress at(String ip, int port) {
        return new InetSocketAddress(ip(ip), port);
    }

    /** Everything that a pod's proxy and application listen on. */
    static List<InetSocketAddress> of(PodPlan pod) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        addresses.add(at(pod.ip(), PodPlan.OUTBOUND_PORT));
        addresses.add(at(pod.ip(), PodPlan.INBOUND_PORT));
        addresses.add(at(pod.ip(), PodPlan.ADMIN_PORT));
        for (int port : pod.ports()) {
            addresses.add(at(pod.ip(), port));
            addresses.add(at(pod.ip(), PodPlan.applicationPort(port)));
        }
        return addresses;
    }

    /**
     * Binds each address for a moment.
     *
     * @return what is wrong with the first that cannot be bound, and what to do about it; null when all can
     */
    static @Nullable String problem(Collection<InetSocketAddress> addresses) {
        for (InetSocketAddress address : addresses) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(address, 1);
            } catch (IOException e) {
                return describe(address, e);
            }
        }
        return null;
    }

    private static String describe(InetSocketAddress address, IOException failure) {
        String where = address.getAddress().getHostAddress() + ":" + address.getPort();
        String why = String.valueOf(failure.getMessage());
        if (why.contains("in use")) {
            return where
                    + " is in use, perhaps by another mesh demo. Stop that one (Ctrl-C in its terminal), or find the process with"
                    + " `ss -ltnp | grep " + where + "` (macOS: `lsof -nP -iTCP:" + address.getPort() + "`).";
        }
        if (why.contains("assign")) {
            return where + " is not an address of this machine (" + why
                    + "). On macOS, add it: `sudo ifconfig lo0 alias "
                    + address.getAddress().getHostAddress() + "`.";
        }
        return where + " cannot be listened on: " + why
                + (address.getPort() < 1024 ? " (ports below 1024 need root; declare a higher containerPort)" : "");
    }
}
