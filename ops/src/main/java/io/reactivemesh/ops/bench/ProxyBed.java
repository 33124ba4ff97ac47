package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What proxies are measured on: a network, an origin, a control plane that knows it, and a folder for all their files. The control plane is
 * beside all proxies, and at rest when ours has its turn: what it costs to start is nobody's latency.
 */
final class ProxyBed implements AutoCloseable {
    private final BenchNetwork network;
    private final Path launcher;
    private final Path directory;
    private final OriginPorts ports;
    private final Peer origin;
    private final OwnControlPlane controlPlane;

    private ProxyBed(
            BenchNetwork network,
            Path launcher,
            Path directory,
            OriginPorts ports,
            Peer origin,
            OwnControlPlane controlPlane) {
        this.network = network;
        this.launcher = launcher;
        this.directory = directory;
        this.ports = ports;
        this.origin = origin;
        this.controlPlane = controlPlane;
    }

    /**
     * Starts origin and control plane.
     *
     * @param network owned by the bed, unless this fails
     * @throws BenchFailure saying what to install
     * @throws IOException naming what did not start
     */
    static ProxyBed open(BenchNetwork network) throws IOException {
        if (Peer.find("nginx") == null) {
            throw new BenchFailure("nginx is needed as the origin of all measurements: apt-get install nginx-light");
        }
        Path launcher = launcher();
        Path directory = Files.createTempDirectory("mesh-bench");
        Peer origin = null;
        try {
            network.share(directory);
            OriginPorts ports = OriginPorts.choose();
            origin = NginxPeer.origin(network, directory, ports);
            return new ProxyBed(
                    network,
                    launcher,
                    directory,
                    ports,
                    origin,
                    MeshPeer.controlPlane(network, launcher, directory, ports));
        } catch (IOException e) {
            if (origin != null) {
                origin.close();
            }
            FolderCluster.delete(directory);
            throw e;
        }
    }

    private static Path launcher() {
        String home = System.getProperty("mesh.home");
        if (home == null) {
            throw new BenchFailure("mesh.home is not set: start this as `mesh bench`, by the mesh launcher");
        }
        return Path.of(home, "mesh");
    }

    /** A generator of HTTP/2 load with its files here. */
    Http2LoadGenerator http2Generator() {
        return new Http2LoadGenerator(directory);
    }

    /**
     * Leads a load to a subject.
     *
     * @return where to send it; null = the subject cannot do that protocol
     */
    @Nullable
    InetSocketAddress leadTo(ProxySubject subject, ProxyWork.Protocol protocol) throws InterruptedException {
        return network.leadTo(subject, protocol);
    }

    /** The origin itself. */
    ProxySubject direct() throws InterruptedException {
        network.leadNowhere();
        Map<ProxyWork.Protocol, InetSocketAddress> addresses = new EnumMap<>(ProxyWork.Protocol.class);
        for (ProxyWork.Protocol protocol : ProxyWork.Protocol.values()) {
            addresses.put(
                    protocol, new InetSocketAddress(network.originAddresses().getFirst(), ports.of(protocol)));
        }
        return new ProxySubject("direct", addresses, Map.of(), List.of());
    }

    /** Starts nginx before the origin. */
    ProxySubject nginx() throws IOException, InterruptedException {
        network.leadNowhere();
        return NginxPeer.proxy(network, directory, ports);
    }

    /** Starts HAProxy before the origin. */
    ProxySubject haproxy() throws IOException, InterruptedException {
        network.leadNowhere();
        return HaproxyPeer.outbound(network, directory, ports);
    }

    /** Starts one HAProxy beside the client and one beside the origin. Only where there is redirection. */
    ProxySubject haproxyPair() throws IOException, InterruptedException {
        network.leadNowhere();
        ProxySubject inbound = HaproxyPeer.inbound(network, directory, ports);
        try {
            return ProxySubject.pair("haproxy-pair", HaproxyPeer.outbound(network, directory, ports), inbound);
        } catch (IOException e) {
            inbound.close();
            throw e;
        }
    }

    /** Starts our proxy before the origin. */
    ProxySubject mesh() throws IOException, InterruptedException {
        network.leadNowhere();
        return meshOutbound();
    }

    private ProxySubject meshOutbound() throws IOException, InterruptedException {
        if (!network.redirects()) {
            return MeshPeer.explicit(launcher, directory, ports, controlPlane);
        }
        network.redirect(BenchNetwork.Place.CLIENT, MeshPeer.OUTBOUND_PORT);
        return MeshPeer.outbound(network, launcher, directory, controlPlane);
    }

    /** Starts one proxy of ours beside the client and one beside the origin. Only where there is redirection. */
    ProxySubject meshPair() throws IOException, InterruptedException {
        network.leadNowhere();
        network.redirect(BenchNetwork.Place.SERVER, MeshPeer.INBOUND_PORT);
        // First, while what we send is not redirected yet: we ask it whether it is ready.
        ProxySubject inbound = MeshPeer.inbound(network, launcher, directory, ports, controlPlane);
        try {
            return ProxySubject.pair("mesh-pair", meshOutbound(), inbound);
        } catch (IOException e) {
            inbound.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        controlPlane.close();
        origin.close();
        network.close();
        FolderCluster.delete(directory);
    }
}
