package io.reactivemesh.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RoutableAddress;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same through an outbound proxy and an inbound one, with HTTP/2 between them. */
class TransparentHttp1PairIT extends TransparentHttp1IT {

    private static final InetSocketAddress CLUSTER_IP = new InetSocketAddress("10.96.0.10", 80);
    private static final String WEB = "web.emojivoto.svc.cluster.local";

    private @Nullable RunningProxy outbound;

    @Override
    InetAddress inboundAddress() {
        return RoutableAddress.find();
    }

    @AfterEach
    void stopOutbound() {
        if (outbound != null) {
            outbound.close();
        }
    }

    @Override
    Wire client() {
        RunningProxy running = outbound;
        if (running == null) {
            FakeDiscovery discovery = new FakeDiscovery();
            discovery.profile("10.96.0.10:80", FakeDiscovery.service(WEB));
            InetSocketAddress peer = proxy.proxy().boundAddresses().inbound().get(1);
            discovery.endpoints(WEB + ":80", List.of(FakeDiscovery.upgrading(peer)));
            running = RunningProxy.start(discovery, Map.of()).redirect(CLUSTER_IP);
            outbound = running;
        }
        return running.outbound();
    }

    @Test
    void anApplicationThatIsNotThereIs502AndTheClientsConnectionLives() {
        server.die();
        try (Wire client = client()) {
            for (int i = 0; i < 2; i++) {
                client.send("GET / HTTP/1.1~Host: a~Connection: keep-alive~~");

                assertThat(client.head()).isEqualTo("http/1.1 502 bad gateway~content-length: 0~~");
            }
        }
    }
}
