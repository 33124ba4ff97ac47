package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Our proxy under load as it runs in a mesh: with a control plane, a discovered Service of two endpoints, metrics on. */
final class MeshPeer {
    /** Where a pod's proxy listens, as the injector has it. */
    static final int OUTBOUND_PORT = 4140;

    static final int INBOUND_PORT = 4143;
    static final int CONTROL_PORT = 4190;
    static final int ADMIN_PORT = 4191;

    private static final String CONTROL_PLANE_NAME =
            "linkerd-destination.linkerd.serviceaccount.identity.linkerd.cluster.local";

    private static final Duration READY = Duration.ofSeconds(60);

    private MeshPeer() {}

    /** Starts a control plane that knows the bench's Services, whose endpoints are the two addresses of the origin. */
    static OwnControlPlane controlPlane(BenchNetwork network, Path launcher, Path directory, OriginPorts origin)
            throws IOException {
        Path manifests = Files.createDirectories(directory.resolve("manifests"));
        for (ProxyWork.Protocol protocol : ProxyWork.Protocol.values()) {
            Files.writeString(manifests.resolve(protocol + ".yaml"), service(network, protocol, origin));
        }
        OwnControlPlane controlPlane =
                OwnControlPlane.in(network, launcher, directory, List.of("--source=" + manifests), "");
        try {
            Duration _ = controlPlane.start(READY);
            return controlPlane;
        } catch (IOException e) {
            controlPlane.close();
            throw e;
        }
    }

    private static String service(BenchNetwork network, ProxyWork.Protocol protocol, OriginPorts origin) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s, namespace: bench, annotations: {config.linkerd.io/opaque-ports: "%2$s"}}
                spec:
                  clusterIP: %3$s
                  ports: [{name: http, port: 80, targetPort: %4$d}]
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %1$s-1, namespace: bench, labels: {kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                ports: [{name: http, port: %4$d, protocol: TCP}]
                endpoints:
                - {addresses: [%5$s], conditions: {ready: true}}
                - {addresses: [%6$s], conditions: {ready: true}}
                """.formatted(
                        name(protocol),
                        protocol == ProxyWork.Protocol.OPAQUE ? "80" : "",
                        network.serviceAddress(protocol),
                        origin.of(protocol),
                        network.originAddresses().getFirst(),
                        network.originAddresses().getLast());
    }

    private static String name(ProxyWork.Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    /** The name that a load of a protocol addresses. */
    static String authority(ProxyWork.Protocol protocol) {
        return name(protocol) + ".bench.svc.cluster.local";
    }

    /**
     * Starts the proxy without redirection: outbound for HTTP, and beside an application for opaque bytes, as only a redirected outbound
     * connection says where it is going.
     *
     * @param launcher the {@code mesh} launcher
     */
    static ProxySubject explicit(Path launcher, Path directory, OriginPorts origin, OwnControlPlane controlPlane)
            throws IOException {
        InetSocketAddress http = freeAddress();
        InetSocketAddress opaque = freeAddress();
        InetSocketAddress admin = freeAddress();
        Map<String, String> environment = environment("client", controlPlane);
        environment.put("LINKERD2_PROXY_OUTBOUND_LISTEN_ADDR", text(http));
        environment.put("LINKERD2_PROXY_INBOUND_LISTEN_ADDR", text(freeAddress()));
        environment.put("MESH_PROXY_INBOUND_BINDINGS", text(opaque) + "=" + Loopback.ADDRESS + ":" + origin.opaque());
        environment.put("LINKERD2_PROXY_INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION", Integer.toString(opaque.getPort()));
        environment.put("LINKERD2_PROXY_CONTROL_LISTEN_ADDR", text(freeAddress()));
        environment.put("LINKERD2_PROXY_ADMIN_LISTEN_ADDR", text(admin));
        Peer process = Peer.start(
                "mesh", List.of(launcher.toString(), "proxy"), environment, admin, directory, MeshPeer::ready);
        return ProxySubject.of("mesh", everywhere(http, opaque), process);
    }

    /** Starts the proxy of the client's pod, which is redirected to its outbound listener. */
    static ProxySubject outbound(BenchNetwork network, Path launcher, Path directory, OwnControlPlane controlPlane)
            throws IOException {
        Peer process = redirected(
                network,
                BenchNetwork.Place.CLIENT,
                Loopback.ADDRESS,
                launcher,
                directory,
                environment("client", controlPlane));
        InetSocketAddress listener = new InetSocketAddress(Loopback.ADDRESS, OUTBOUND_PORT);
        return ProxySubject.of("mesh", everywhere(listener, listener), process);
    }

    /** Starts the proxy of the origin's pod, which is redirected to its inbound listener. */
    static ProxySubject inbound(
            BenchNetwork network, Path launcher, Path directory, OriginPorts origin, OwnControlPlane controlPlane)
            throws IOException {
        Map<String, String> environment = environment("server", controlPlane);
        environment.put("LINKERD2_PROXY_INBOUND_IPS", String.join(",", network.originAddresses()));
        environment.put("LINKERD2_PROXY_INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION", Integer.toString(origin.opaque()));
        String pod = network.originAddresses().getFirst();
        Peer process = redirected(network, BenchNetwork.Place.SERVER, pod, launcher, directory, environment);
        InetSocketAddress listener = new InetSocketAddress(pod, INBOUND_PORT);
        return ProxySubject.of("mesh-inbound", everywhere(listener, listener), process);
    }

    private static Peer redirected(
            BenchNetwork network,
            BenchNetwork.Place place,
            String reachedAt,
            Path launcher,
            Path directory,
            Map<String, String> environment)
            throws IOException {
        environment.put("LINKERD2_PROXY_OUTBOUND_LISTEN_ADDR", Loopback.ADDRESS + ":" + OUTBOUND_PORT);
        environment.put("LINKERD2_PROXY_INBOUND_LISTEN_ADDR", network.bindAddress() + ":" + INBOUND_PORT);
        environment.put("LINKERD2_PROXY_CONTROL_LISTEN_ADDR", network.bindAddress() + ":" + CONTROL_PORT);
        environment.put("LINKERD2_PROXY_ADMIN_LISTEN_ADDR", network.bindAddress() + ":" + ADMIN_PORT);
        environment.put("LINKERD2_PROXY_DESTINATION_PROFILE_NETWORKS", "10.0.0.0/8");
        return Peer.start(
                "mesh-" + name(place),
                network.proxyAt(place, List.of(launcher.toString(), "proxy")),
                environment,
                new InetSocketAddress(reachedAt, ADMIN_PORT),
                directory,
                MeshPeer::ready);
    }

    private static String name(BenchNetwork.Place place) {
        return place.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> environment(String pod, OwnControlPlane controlPlane) {
        return new HashMap<>(Map.of(
                "MESH_PROXY_IDENTITY_DISABLED",
                "true",
                "LINKERD2_PROXY_INBOUND_DEFAULT_POLICY",
                "all-unauthenticated",
                "LINKERD2_PROXY_DESTINATION_SVC_ADDR",
                text(controlPlane.discovery()),
                "LINKERD2_PROXY_DESTINATION_SVC_NAME",
                CONTROL_PLANE_NAME,
                "LINKERD2_PROXY_POLICY_SVC_ADDR",
                text(controlPlane.policy()),
                "LINKERD2_PROXY_POLICY_SVC_NAME",
                CONTROL_PLANE_NAME,
                "LINKERD2_PROXY_POLICY_WORKLOAD",
                "{\"ns\":\"bench\",\"pod\":\"" + pod + "\"}",
                "LINKERD2_PROXY_DESTINATION_PROFILE_SUFFIXES",
                "svc.cluster.local."));
    }

    private static Map<ProxyWork.Protocol, InetSocketAddress> everywhere(
            InetSocketAddress http, InetSocketAddress opaque) {
        return Map.of(
                ProxyWork.Protocol.HTTP1, http,
                ProxyWork.Protocol.HTTP2, http,
                ProxyWork.Protocol.GRPC, http,
                ProxyWork.Protocol.OPAQUE, opaque);
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
