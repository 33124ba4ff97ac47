package io.reactivemesh.proxy.outbound;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a destination that nobody uses any more. */
class DestinationIdleIT {

    private static final String HOST = "web.emojivoto.svc.cluster.local";
    private static final String WEB = HOST + ":80";

    @Test
    void itIsForgottenAfterItsIdleTime() {
        FakeDiscovery discovery = new FakeDiscovery().profile(WEB, FakeDiscovery.service(HOST));
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 0~~");
                RunningProxy proxy = RunningProxy.start(
                        discovery, Map.of("LINKERD2_PROXY_OUTBOUND_DISCOVERY_IDLE_TIMEOUT", "50ms"))) {
            discovery.endpoints(WEB, server.address());
            try (Wire client = proxy.outbound()) {
                client.send("GET / HTTP/1.1~Host: " + HOST + "~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }

            eventually("watches are closed", () -> discovery.watches() == 0);
        }
    }

    /** Behaviour cases 86 and 87. */
    @Test
    void itIsKeptWhileItIsUsedAndForTheIdleTimeAfterwards() {
        FakeDiscovery discovery = new FakeDiscovery().profile(WEB, FakeDiscovery.service(HOST));
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 0~~");
                RunningProxy proxy =
                        RunningProxy.start(discovery, Map.of("LINKERD2_PROXY_OUTBOUND_DISCOVERY_IDLE_TIMEOUT", "1h"))) {
            discovery.endpoints(WEB, server.address());
            for (int connection = 0; connection < 3; connection++) {
                try (Wire client = proxy.outbound()) {
                    client.send("GET / HTTP/1.1~Host: " + HOST + "~~");
                    assertThat(client.head()).startsWith("http/1.1 200");
                }
                eventually("closed", () -> proxy.metric("tcp_open_connections", "peer=\"src\"") == 0);
            }

            assertThat(discovery.lookups()).containsExactly("profile " + WEB, "policy " + WEB, "endpoints " + WEB);
        }
    }
}
