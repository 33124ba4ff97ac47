package io.reactivemesh.ops.netns;

import io.reactivemesh.ops.process.Programs;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The network of a node: a cable to each pod, and the node routes between them. Every pod has one address, a default route to the node, and
 * finds the node under {@link #NODE_IP}. No cable leads anywhere else: what is sent to an address that no pod has ends at the node.
 *
 * <p>As Calico does it: no bridge, no shared subnet, so that pods may have any addresses. Any thread.
 */
public final class PodNetwork {
    /** Where every pod finds the node. Link-local, hence nobody's own. */
    public static final String NODE_IP = "169.254.1.1";

    private static final String NODE_IPV6 = "fe80::1";

    private final NetworkNamespace node;
    private final AtomicInteger cables = new AtomicInteger();

    /**
     * Makes a namespace a node.
     *
     * @param node a namespace without any address, so never the machine's own
     * @throws NamespaceException when it has a network already, or cannot be one
     */
    public PodNetwork(NetworkNamespace node) throws InterruptedException {
        this.node = node;
        Programs.Outcome addresses = node.run("ip", "-oneline", "addr", "show", "scope", "global");
        if (!addresses.succeeded() || !addresses.output().isBlank()) {
            throw new NamespaceException("a node's network namespace has to be a new one, and this one has a network: "
                    + addresses.output().strip());
        }
        node.shell("""
                ip link set lo up
                echo 1 >/proc/sys/net/ipv4/ip_forward
                [ ! -e /proc/sys/net/ipv6/conf/all/forwarding ] || echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
                """);
    }

    /** The node's namespace. */
    public NetworkNamespace node() {
        return node;
    }

    /**
     * Lays the cable to a pod, or one for another address of the same pod.
     *
     * @param address the pod's; no other pod may have it
     * @throws NamespaceException when it cannot be laid
     */
    public void connect(NetworkNamespace pod, InetAddress address) throws InterruptedException {
        boolean v4 = address.getAddress().length == 4;
        String ip = address.getHostAddress();
        String gateway = v4 ? NODE_IP : NODE_IPV6;
        int number = cables.incrementAndGet();
        String nodeEnd = "pod" + number;
        String podEnd = "eth" + number;
        // The pod's end is made here and moved: a name of the holder's process is all that is known of the namespace.
        String bits = v4 ? "/32" : "/128";
        String onLink = v4 ? "" : " nodad";
        node.shell("""
                ip link add %1$s type veth peer name %2$s netns %3$d
                ip addr add %4$s%5$s dev %1$s%6$s
                ip link set %1$s up
                ip route add %7$s%5$s dev %1$s
                """.formatted(nodeEnd, podEnd, pod.pid(), gateway, bits, onLink, ip));
        pod.shell("""
                ip addr add %1$s%2$s dev %3$s%4$s
                ip link set %3$s up
                ip route add %5$s%2$s dev %3$s
                ip route add default via %5$s dev %3$s src %1$s
                """.formatted(ip, bits, podEnd, onLink, gateway));
    }

    /**
     * Gives a pod another address, on the cable that it has.
     *
     * @param present the address of that cable
     * @param address no other pod may have it; of the same family
     * @throws NamespaceException when it cannot be added
     */
    public void addAddress(NetworkNamespace pod, InetAddress present, InetAddress address) throws InterruptedException {
        String bits = address.getAddress().length == 4 ? "/32" : "/128";
        pod.shell("ip addr add " + address.getHostAddress() + bits + " dev lo");
        node.shell("ip route add " + address.getHostAddress() + bits + " via " + present.getHostAddress());
    }
}
