package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Origin;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.RunningProxy;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients of HTTP/2 that do not read: nothing piles up for them. */
class Http2SilenceIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";

    private final FakeDiscovery discovery = new FakeDiscovery();
    private final Http2Origin origin = Http2Origin.start();
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        discovery.profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"));
        discovery.endpoints(WEB, origin.address());
        proxy = RunningProxy.start(
                discovery,
                Map.of(
                        "LINKERD2_PROXY_OUTBOUND_SERVER_HTTP2_KEEP_ALIVE_INTERVAL", "100ms",
                        "LINKERD2_PROXY_OUTBOUND_SERVER_HTTP2_KEEP_ALIVE_TIMEOUT", "100ms"));
    }

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
    }

    @Test
    void aClientThatDoesNotReadItsAnswersIsNotReadFromEither() {
        try (Http2Wire client = Http2Wire.client(proxy.outbound())) {
            long sent = 0;
            try {
                for (int i = 0; i < 2_000_000; i += 2) {
                    client.request(i + 1, true, "GET", WEB, "/", "x-padding", "p".repeat(100));
                    sent++;
                }
            } catch (UncheckedIOException e) {
                // The socket is full, or the proxy gave the silent client up.
            }

            assertThat(sent).as("requests until nothing more was taken").isLessThan(1_000_000);
        }
    }
}
