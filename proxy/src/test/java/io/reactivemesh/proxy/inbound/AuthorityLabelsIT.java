package io.reactivemesh.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Inbound requests are counted by whom they are addressed to, where somebody has said that this is safe. */
class AuthorityLabelsIT {

    private static void ask(RunningProxy proxy, String... hosts) {
        for (String host : hosts) {
            try (Wire client = proxy.inbound(0)) {
                client.send("GET / HTTP/1.1~Host: " + host + "~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }
        }
    }

    private static RunningProxy proxy(ScriptedServer server, String setting) {
        return RunningProxy.start(
                        new FakeDiscovery(), Map.of("LINKERD2_PROXY_INBOUND_METRICS_AUTHORITY_LABELS", setting))
                .redirect(server.address());
    }

    @Test
    void unsafeTellsAuthoritiesApart() {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 0~~");
                RunningProxy proxy = proxy(server, "unsafe")) {
            ask(proxy, "a:80", "a:80", "b");

            String a = "{direction=\"inbound\",authority=\"a:80\",target_addr=\"";
            assertThat(proxy.metric("request_total", a)).isEqualTo(2);
            assertThat(proxy.metric("response_total", a)).isEqualTo(2);
            assertThat(proxy.metric("response_latency_ms_count", a)).isEqualTo(2);
            assertThat(proxy.metric("request_total", "authority=\"b\"")).isEqualTo(1);
        }
    }

    /** Clients choose authorities: there is an end to the series that they can make. */
    @Test
    void tooManyAuthoritiesShareASeries() {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 0~~");
                RunningProxy proxy = proxy(server, "unsafe");
                Wire client = proxy.inbound(0)) {
            for (int i = 0; i < 150; i++) {
                client.send("GET / HTTP/1.1~Host: host-" + i + "~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }

            assertThat(proxy.metric("request_total")).isEqualTo(150);
            assertThat(proxy.metric("request_total", "authority=\"\"")).isEqualTo(50);
        }
    }

    @Test
    void withoutItAllAreOneSeries() {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 0~~");
                RunningProxy proxy = proxy(server, "")) {
            ask(proxy, "a", "b");

            assertThat(proxy.metric("request_total", "{direction=\"inbound\",target_addr=\""))
                    .isEqualTo(2);
        }
    }
}
