package io.reactivemesh.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RoutableAddress;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application that listens and never accepts: connections to it stay half open. */
class UnacceptingApplicationIT {

    private static final InetSocketAddress CLUSTER_IP = new InetSocketAddress("10.96.0.10", 80);
    private static final String WEB = "web.emojivoto.svc.cluster.local";
    private static final String GET = "GET / HTTP/1.1~Host: a~Connection: keep-alive~~";

    /** A queue of one takes two; whoever comes then gets no answer. */
    private static final int QUEUED = 2;

    private final List<Socket> queued = new ArrayList<>();
    private ServerSocket application;
    private RunningProxy inbound;

    @BeforeEach
    void start() throws IOException {
        application = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        for (int i = 0; i < QUEUED; i++) {
            queued.add(new Socket(application.getInetAddress(), application.getLocalPort()));
        }
        inbound = RunningProxy.start(
                new FakeDiscovery(),
                Map.of(
                        "MESH_PROXY_INBOUND_BINDINGS",
                        RoutableAddress.find().getHostAddress() + ":0=127.0.0.1:" + application.getLocalPort(),
                        "LINKERD2_PROXY_INBOUND_CONNECT_TIMEOUT",
                        "100ms"));
    }

    @AfterEach
    void stop() throws IOException {
        inbound.close();
        for (Socket socket : queued) {
            socket.close();
        }
        application.close();
    }

    @Test
    void isAGatewayTimeoutThatClosesTheClientsConnection() {
        try (Wire client = inbound.inbound(1)) {
            assertThat(client.send(GET).head())
                    .isEqualTo("http/1.1 504 gateway timeout~connection: close~content-length: 0~~");
            assertThat(client.ended()).isTrue();
        }
    }

    /** Nothing on the way of HTTP/2 between the proxies may speak of connections. */
    @Test
    void behindTwoProxiesTheClientsConnectionLives() {
        FakeDiscovery discovery = new FakeDiscovery();
        discovery.profile("10.96.0.10:80", FakeDiscovery.service(WEB));
        InetSocketAddress peer = inbound.proxy().boundAddresses().inbound().get(1);
        discovery.endpoints(WEB + ":80", List.of(FakeDiscovery.upgrading(peer)));
        try (RunningProxy outbound = RunningProxy.start(discovery, Map.of()).redirect(CLUSTER_IP);
                Wire client = outbound.outbound()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(GET).head()).isEqualTo("http/1.1 504 gateway timeout~content-length: 0~~");
            }
            assertThat(outbound.metric("response_total", "direction=\"outbound\"", "status_code=\"504\""))
                    .isEqualTo(2);
        }
    }
}
