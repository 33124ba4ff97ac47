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
    private final Peer origin;
    private final OwnControlPlane controlPlane;

    private ProxyBed(Path launcher, Path directory, Peer origin, OwnControlPlane controlPlane) {
        this.launcher = launcher;
        this.directory = directory;
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
            int port = MeshPeer.freePort();
            origin = NginxPeer.origin(directory, port);
            return new ProxyBed(launcher, directory, origin, MeshPeer.controlPlane(launcher, directory, port));
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

    /** The origin itself. */
    ProxySubject direct() {
        InetSocketAddress address = origin.address();
        return new ProxySubject(
                "direct", Map.of(ProxyWork.Protocol.HTTP1, address, ProxyWork.Protocol.OPAQUE, address), null);
    }

    /** Starts nginx before the origin. */
    ProxySubject nginx() throws IOException {
        return NginxPeer.proxy(directory, origin.address().getPort());
    }

    /** Starts HAProxy before the origin. */
    ProxySubject haproxy() throws IOException {
        return HaproxyPeer.start(directory, origin.address().getPort());
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
