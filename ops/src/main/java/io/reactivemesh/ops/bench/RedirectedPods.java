package io.reactivemesh.ops.bench;

import io.reactivemesh.ops.netns.NetworkNamespace;
import io.reactivemesh.ops.netns.PodNetwork;
import io.reactivemesh.ops.netns.Prerequisites;
import io.reactivemesh.ops.netns.ProcessUser;
import io.reactivemesh.ops.process.Programs;
import io.reactivemesh.ops.redirect.Backend;
import io.reactivemesh.ops.redirect.Firewall;
import io.reactivemesh.ops.redirect.IpFamily;
import io.reactivemesh.ops.redirect.PortRange;
import io.reactivemesh.ops.redirect.Redirection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's and a server's pod on a node, each a network namespace, with the rules of {@code mesh proxy-init}: a load is sent to a Service's address
 * and the kernel leads it to a proxy, ours or another. We ourselves are in the client's pod: that is where the load generator is.
 */
final class RedirectedPods implements BenchNetwork {
    private static final String CLIENT = "10.198.0.1";
    private static final List<String> SERVER = List.of("10.198.0.2", "10.198.0.3");
    private static final String SERVICES = "10.198.1.";
    private static final String ALL_ADDRESSES = "0.0.0.0";
    private static final int SERVICE_PORT = 80;

    private final NetworkNamespace node;
    private final NetworkNamespace server;
    private final Firewall clientRules;
    private final Firewall serverRules;

    private RedirectedPods(NetworkNamespace node, NetworkNamespace server, Backend backend) {
        this.node = node;
        this.server = server;
        clientRules = new Firewall(backend, IpFamily.IPV4, null, true, Programs::run);
        serverRules = new Firewall(backend, IpFamily.IPV4, server.path(), true, Programs::run);
    }

    /**
     * Makes the pods.
     *
     * @param own whether this process is in a network namespace of its own, which becomes the client's pod
     * @throws BenchFailure naming what this machine lacks, or the right that we lack
     * @throws io.reactivemesh.ops.netns.NamespaceException naming what could not be made
     */
    static RedirectedPods open(boolean own) throws IOException, InterruptedException {
        List<String> missing = Prerequisites.missing();
        if (!missing.isEmpty() || !own) {
            throw new BenchFailure("--netns lacks "
                    + (missing.isEmpty() ? "a network namespace for its client" : String.join("; ", missing))
                    + ". Start it as: sudo ./mesh bench proxy --netns");
        }
        Backend backend = Objects.requireNonNull(
                Backend.NFT.available(IpFamily.IPV4, Programs::installed), "iptables: prerequisites are there");
        NetworkNamespace node = NetworkNamespace.create();
        NetworkNamespace server = null;
        try {
            server = NetworkNamespace.create();
            PodNetwork network = new PodNetwork(node);
            NetworkNamespace client = NetworkNamespace.own();
            client.shell("ip link set lo up");
            network.connect(client, InetAddress.ofLiteral(CLIENT));
            network.connect(server, InetAddress.ofLiteral(SERVER.getFirst()));
            for (String more : SERVER.subList(1, SERVER.size())) {
                network.addAddress(server, InetAddress.ofLiteral(SERVER.getFirst()), InetAddress.ofLiteral(more));
            }
            return new RedirectedPods(node, server, backend);
        } catch (RuntimeException | InterruptedException e) {
            if (server != null) {
                server.close();
            }
            node.close();
            throw e;
        }
    }

    @Override
    public List<String> originAddresses() {
        return SERVER;
    }

    @Override
    public String bindAddress() {
        return ALL_ADDRESSES;
    }

    @Override
    public String controlPlaneAddress() {
        return PodNetwork.NODE_IP;
    }

    @Override
    public String serviceAddress(ProxyWork.Protocol protocol) {
        return SERVICES + protocol.number();
    }

    @Override
    public boolean redirects() {
        return true;
    }

    @Override
    public List<String> at(Place place, List<String> command) {
        return switch (place) {
            case NODE -> node.entering(command);
            case CLIENT -> command;
            case SERVER -> server.entering(command);
        };
    }

    @Override
    public List<String> proxyAt(Place place, List<String> command) {
        return at(place, ProcessUser.PROXY.running(command));
    }

    @Override
    public void share(Path directory) throws IOException {
        Files.setAttribute(directory, "unix:uid", ProcessUser.PROXY.uid());
    }

    @Override
    public @Nullable InetSocketAddress leadTo(ProxySubject subject, ProxyWork.Protocol protocol)
            throws InterruptedException {
        InetSocketAddress listener = subject.addresses().get(protocol);
        if (listener == null || subject.processes().isEmpty()) {
            return listener;
        }
        redirect(Place.CLIENT, listener.getPort());
        Integer inbound = subject.inboundPorts().get(protocol);
        if (inbound != null) {
            redirect(Place.SERVER, inbound);
        }
        return new InetSocketAddress(serviceAddress(protocol), SERVICE_PORT);
    }

    @Override
    public void redirect(Place place, int port) throws InterruptedException {
        switch (place) {
            case CLIENT -> clientRules.install(redirection(MeshPeer.INBOUND_PORT, port));
            case SERVER -> serverRules.install(redirection(port, MeshPeer.OUTBOUND_PORT));
            case NODE -> throw new IllegalArgumentException("node: nothing is redirected there");
        }
    }

    private static Redirection redirection(int inboundPort, int outboundPort) {
        return new Redirection(
                inboundPort,
                outboundPort,
                ProcessUser.PROXY.uid(),
                -1,
                List.of(),
                List.of(PortRange.parse(MeshPeer.CONTROL_PORT + "-" + MeshPeer.ADMIN_PORT)),
                List.of(),
                List.of());
    }

    @Override
    public void leadNowhere() throws InterruptedException {
        clientRules.remove();
        serverRules.remove();
    }

    @Override
    public void close() {
        server.close();
        node.close();
    }
}
