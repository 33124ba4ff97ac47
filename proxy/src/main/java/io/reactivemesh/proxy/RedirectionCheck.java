package io.reactivemesh.proxy;

import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at start when this proxy lives on redirected traffic and there can be none. It lives on it when its inbound listener is on all
 * addresses, as Linkerd's injector writes it: without redirection nothing could tell what arrives there apart.
 */
final class RedirectionCheck {

    private static final Logger LOG = LoggerFactory.getLogger(RedirectionCheck.class);

    private RedirectionCheck() {}

    /** Asks the kernel. */
    @FunctionalInterface
    interface Probe {

        /**
         * Looks at one family.
         *
         * @throws IOException when there is no such loopback address
         */
        boolean mayRedirect(InetAddress loopback) throws IOException;
    }

    /** Looks at each family that traffic is expected of; a gauge shows, and the log says, what was found. */
    static void run(ProxyConfig.Listeners listeners, Metrics metrics, Probe probe) {
        for (InetAddress loopback : expected(listeners)) {
            String family = loopback instanceof Inet6Address ? "ipv6" : "ipv4";
            try {
                boolean mayRedirect = probe.mayRedirect(loopback);
                metrics.gauge(ProxyMetrics.MESH_REDIRECTION_POSSIBLE, Labels.of("family", family))
                        .set(mayRedirect ? 1 : 0);
                if (!mayRedirect) {
                    LOG.warn(
                            "Redirection is not in place: nothing leads {} connections of this network namespace here, so the"
                                    + " application is not meshed. Run proxy-init in it, or, when that is meant, bind"
                                    + " LINKERD2_PROXY_INBOUND_LISTEN_ADDR to one address instead of all",
                            family);
                }
            } catch (IOException e) {
                LOG.debug("No {} here to be redirected", family, e);
            }
        }
    }

    /** The loopback address of each family; none when the listener is on one address, or stands for others. */
    private static List<InetAddress> expected(ProxyConfig.Listeners listeners) {
        InetSocketAddress inbound = listeners.inbound();
        List<InetAddress> loopbacks = new ArrayList<>();
        if (inbound.getAddress().isAnyLocalAddress()
                && listeners.inboundBindings().isEmpty()) {
            loopbacks.add(InetAddress.ofLiteral("127.0.0.1"));
            if (inbound.getAddress() instanceof Inet6Address) {
                loopbacks.add(InetAddress.ofLiteral("::1"));
            }
        }
        return loopbacks;
    }
}
