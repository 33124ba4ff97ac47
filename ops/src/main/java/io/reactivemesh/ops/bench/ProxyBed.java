package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What proxies are measured on: an origin, a control plane that knows it, and a folder for all their files. The control plane is beside all
 * proxies, and at rest when ours has its turn: what it costs to start is nobody's latency.
 */
final class ProxyBed implements AutoCloseable {
    private final Path launcher;
    private final Path directory;
    private final OriginPorts ports;
    private final Peer origin;
    private final OwnControlPlane controlPlane;

    private ProxyBed(Path launcher, Path directory, OriginPorts ports, Peer origin, OwnControlPlane controlPlane) {
        this.launcher = launcher;
        this.directory = directory;
        this.ports = ports;
        this.origin = origin;
        this.controlPlane = controlPlane;
    }

    /**
     * Starts origin and control plane.
     *
     * @throws BenchFailure saying what to install
     * @throws IOException naming what did not start
     */
    static ProxyBed open() throws IOException {
        if (Peer.find("nginx") == null) {
            throw new BenchFailure("nginx is needed as the origin of all measurements: apt-get install nginx-light");
        }
        Path launcher = launcher();
        Path directory = Files.createTempDirectory("mesh-bench");
        Peer origin = null;
        try {
            OriginPorts ports = OriginPorts.choose();
            origin = NginxPeer.origin(directory, ports);
            return new ProxyBed(launcher, directory, ports, origin, MeshPeer.controlPlane(launcher, directory, ports));
        } catch (IOException e) {
            if (origin != null) {
                origin.close();
            }
            delete(directory);
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

    /** The origin itself. */
    ProxySubject direct() {
        InetSocketAddress http1 = origin.address();
        InetSocketAddress http2 = new InetSocketAddress(http1.getAddress(), ports.http2());
        return new ProxySubject(
                "direct",
                Map.of(
                        ProxyWork.Protocol.HTTP1, http1,
                        ProxyWork.Protocol.OPAQUE, http1,
                        ProxyWork.Protocol.HTTP2, http2,
                        ProxyWork.Protocol.GRPC, http2),
                null);
    }

    /** Starts nginx before the origin. */
    ProxySubject nginx() throws IOException {
        return NginxPeer.proxy(directory, ports);
    }

    /** Starts HAProxy before the origin. */
    ProxySubject haproxy() throws IOException {
        return HaproxyPeer.start(directory, ports);
    }

    /** Starts our proxy before the origin. */
    ProxySubject mesh() throws IOException {
        return MeshPeer.start(launcher, directory, origin.address(), controlPlane.discovery());
    }

    @Override
    public void close() throws IOException {
        controlPlane.close();
        origin.close();
        delete(directory);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
