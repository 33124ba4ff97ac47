package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Our proxy under load as it runs in a mesh: with a control plane, a discovered Service of two endpoints, metrics on. */
final class MeshPeer {
    /** The name that the load addresses; the bench's Service. */
    static final String AUTHORITY = "web.bench.svc.cluster.local";

    private static final Duration READY = Duration.ofSeconds(60);

    private MeshPeer() {}

    /** Starts a control plane that knows the bench's Service, whose endpoints are the two addresses of the origin. */
    static OwnControlPlane controlPlane(Path launcher, Path directory, int originPort) throws IOException {
        Path manifests = Files.createDirectories(directory.resolve("manifests"));
        Files.writeString(manifests.resolve("web.yaml"), """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: bench}
                spec:
                  clusterIP: 127.255.0.1
                  ports: [{name: http, port: 80, targetPort: %1$d}]
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: web-1, namespace: bench, labels: {kubernetes.io/service-name: web}}
                addressType: IPv4
                ports: [{name: http, port: %1$d, protocol: TCP}]
                endpoints:
                - {addresses: [127.0.0.1], conditions: {ready: true}}
                - {addresses: [127.0.0.2], conditions: {ready: true}}
                """.formatted(originPort));
        OwnControlPlane controlPlane = OwnControlPlane.in(launcher, directory, List.of("--source=" + manifests), "");
        try {
            Duration _ = controlPlane.start(READY);
            return controlPlane;
        } catch (IOException e) {
            controlPlane.close();
            throw e;
        }
    }

    /**
     * Starts the proxy: outbound for HTTP, and beside an application for opaque bytes, as only a redirected outbound connection says
     * where it is going.
     *
     * @param launcher the {@code mesh} launcher
     * @param application what the opaque bytes are for
     * @param discovery where its control plane is
     */
    static ProxySubject start(Path launcher, Path directory, InetSocketAddress application, InetSocketAddress discovery)
            throws IOException {
        InetSocketAddress http = freeAddress();
        InetSocketAddress opaque = freeAddress();
        InetSocketAddress admin = freeAddress();
        Peer process = Peer.start(
                "mesh",
                List.of(launcher.toString(), "proxy"),
                Map.ofEntries(
                        Map.entry("MESH_PROXY_IDENTITY_DISABLED", "true"),
                        Map.entry("LINKERD2_PROXY_OUTBOUND_LISTEN_ADDR", text(http)),
                        Map.entry("LINKERD2_PROXY_INBOUND_LISTEN_ADDR", text(freeAddress())),
                        Map.entry("MESH_PROXY_INBOUND_BINDINGS", text(opaque) + "=" + text(application)),
                        Map.entry(
                                "LINKERD2_PROXY_INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION",
                                Integer.toString(opaque.getPort())),
                        Map.entry("LINKERD2_PROXY_INBOUND_DEFAULT_POLICY", "all-unauthenticated"),
                        Map.entry("LINKERD2_PROXY_CONTROL_LISTEN_ADDR", text(freeAddress())),
                        Map.entry("LINKERD2_PROXY_ADMIN_LISTEN_ADDR", text(admin)),
                        Map.entry("LINKERD2_PROXY_DESTINATION_SVC_ADDR", text(discovery)),
                        Map.entry("LINKERD2_PROXY_DESTINATION_PROFILE_SUFFIXES", "svc.cluster.local.")),
                admin,
                directory,
                MeshPeer::ready);
        return new ProxySubject(
                "mesh", Map.of(ProxyWork.Protocol.HTTP1, http, ProxyWork.Protocol.OPAQUE, opaque), process);
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    static InetSocketAddress freeAddress() throws IOException {
        return new InetSocketAddress("127.0.0.1", freePort());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static boolean ready(InetSocketAddress admin) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://" + admin.getHostString() + ":" + admin.getPort() + "/ready")
                            .toURL()
                            .openConnection();
            connection.setConnectTimeout(200);
            connection.setReadTimeout(1000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
