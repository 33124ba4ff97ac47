package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.admin.Labels;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** The labels that name an address: {@code target_addr}, {@code target_ip}, {@code target_port}. */
public final class TargetLabels {

    private TargetLabels() {}

    /** The three labels of {@code address}, which is resolved. */
    public static Labels of(InetSocketAddress address) {
        return Labels.of("target_addr", text(address))
                .and("target_ip", address.getAddress().getHostAddress())
                .and("target_port", Integer.toString(address.getPort()));
    }

    /** The address as {@code ip:port} or {@code [v6]:port}. */
    public static String text(InetSocketAddress address) {
        String ip = address.getAddress().getHostAddress();
        return address.getAddress() instanceof Inet6Address
                ? "[" + ip + "]:" + address.getPort()
                : ip + ":" + address.getPort();
    }
}
