package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Our proxy under load as it runs in a mesh: a control plane of its own, a discovered Service of two endpoints, metrics on. */
final class MeshPeer implements AutoCloseable {
    /** The name that the load addresses; the bench's Service. */
    static final String AUTHORITY = "web.bench.svc.cluster.local";

    private final Peer controller;
    private final Peer proxy;

    private MeshPeer(Peer controller, Peer proxy) {
        this.controller = controller;
        this.proxy = proxy;
    }

    /**
     * Starts both.
     *
     * @param launcher the {@code mesh} launcher
     */
    static MeshPeer start(Path launcher, Path directory, int port, int originPort) throws IOException {
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
        int grpc = freePort();
        int controllerAdmin = freePort();
        Peer controller = Peer.start(
                "controller",
                List.of(
                        launcher.toString(),
                        "controller",
                        "--source=" + manifests,
                        "--data-dir=" + directory.resolve("data"),
                        "--port=" + grpc,
                        "--policy-port=0",
                        "--admin-port=" + controllerAdmin),
                Map.of(),
                new InetSocketAddress("127.0.0.1", controllerAdmin),
                directory,
                MeshPeer::ready);
        try {
            int admin = freePort();
            Peer proxy = Peer.start(
                    "mesh",
                    List.of(launcher.toString(), "proxy"),
                    Map.of(
                            "MESH_PROXY_IDENTITY_DISABLED", "true",
                            "LINKERD2_PROXY_OUTBOUND_LISTEN_ADDR", "127.0.0.1:" + port,
                            "LINKERD2_PROXY_INBOUND_LISTEN_ADDR", "127.0.0.1:" + freePort(),
                            "LINKERD2_PROXY_CONTROL_LISTEN_ADDR", "127.0.0.1:" + freePort(),
                            "LINKERD2_PROXY_ADMIN_LISTEN_ADDR", "127.0.0.1:" + admin,
                            "LINKERD2_PROXY_DESTINATION_SVC_ADDR", "127.0.0.1:" + grpc,
                            "LINKERD2_PROXY_DESTINATION_PROFILE_SUFFIXES", "svc.cluster.local."),
                    new InetSocketAddress("127.0.0.1", admin),
                    directory,
                    MeshPeer::ready);
            return new MeshPeer(controller, proxy);
        } catch (IOException e) {
            controller.close();
            throw e;
        }
    }

    /** The proxy; its load address is the port that was given. */
    Peer proxy() {
        return proxy;
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

    @Override
    public void close() {
        proxy.close();
        controller.close();
    }
}
