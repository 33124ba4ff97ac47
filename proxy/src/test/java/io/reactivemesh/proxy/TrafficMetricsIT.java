package io.reactivemesh.proxy;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted of traffic, on either side; behaviour cases 175 to 182. */
class TrafficMetricsIT {

    private static final String HOST = "web.emojivoto.svc.cluster.local";
    private static final String WEB = HOST + ":80";

    /** Whose traffic. */
    enum Side {
        INBOUND("direction=\"inbound\""),
        OUTBOUND("direction=\"outbound\"");

        private final String label;

        Side(String label) {
            this.label = label;
        }
    }

    /** Answers with the status that the path asks for; what is not HTTP is 17 bytes long and gets 14. */
    private final ScriptedServer application = ScriptedServer.start((wire, _) -> {
        String first = wire.text(4);
        if (!first.equals("GET ")) {
            assertThat(first + wire.text(13)).isEqualTo("custom tcp hello!");
            wire.send("custom tcp bye").rest();
            return;
        }
        for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
            String status = head.substring(head.indexOf('/') + 1, head.indexOf('/') + 4);
            wire.send("HTTP/1.1 " + status + " So~" + (status.equals("304") ? "" : "content-length: 0~") + "~");
        }
    });

    private final FakeDiscovery discovery =
            new FakeDiscovery().profile(WEB, FakeDiscovery.service(HOST)).endpoints(WEB, application.address());
    private final RunningProxy proxy = RunningProxy.start(
            discovery,
            Map.of(
                    "MESH_PROXY_INBOUND_BINDINGS",
                    "127.0.0.1:0=127.0.0.1:" + application.address().getPort()));

    @AfterEach
    void stop() {
        proxy.close();
        application.close();
    }

    private Wire client(Side side) {
        return side == Side.INBOUND ? proxy.inbound(1) : proxy.outbound();
    }

    private static String get(Wire client, int status) {
        return client.send("GET /" + status + " HTTP/1.1~Host: " + HOST + "~~").head();
    }

    /** Case 175. */
    @ParameterizedTest
    @EnumSource
    void nothingIsShownBeforeThereWasARequest(Side side) {
        assertThat(proxy.exposition()).doesNotContain("\nrequest_total{", "\nresponse_total{");
        try (Wire client = client(side)) {
            assertThat(get(client, 200)).startsWith("http/1.1 200");

            assertThat(proxy.metric("request_total", side.label)).isEqualTo(1);
            eventually("the response too", () -> proxy.metric("response_total", side.label) == 1);
            assertThat(proxy.metric("response_latency_ms_count", side.label)).isEqualTo(1);
        }
    }

    /** Case 176. */
    @ParameterizedTest
    @EnumSource
    void eachStatusHasASeriesAndOnlyErrorsOfServersAreFailures(Side side) {
        int[] statuses = {200, 304, 400, 418, 504, 500};
        try (Wire client = client(side)) {
            for (int status : statuses) {
                assertThat(get(client, status)).startsWith("http/1.1 " + status);
            }
        }
        for (int status : statuses) {
            String classification = "classification=\"" + (status >= 500 ? "failure" : "success") + "\"";
            eventually(
                    status + " " + classification,
                    () -> proxy.metric("response_total", side.label, "status_code=\"" + status + "\"", classification)
                            == 1);
        }
        assertThat(proxy.metric("response_total", side.label)).isEqualTo(statuses.length);
    }

    /** Case 179. */
    @ParameterizedTest
    @EnumSource
    void clientsComeAndGoWhileTheConnectionToTheServerStays(Side side) {
        for (int clients = 1; clients <= 2; clients++) {
            int open = clients;
            try (Wire client = client(side)) {
                assertThat(get(client, 200)).startsWith("http/1.1 200");
                assertThat(get(client, 200)).startsWith("http/1.1 200");
            }
            assertThat(proxy.metric("tcp_open_total", side.label, "peer=\"src\""))
                    .isEqualTo(open);
            assertThat(proxy.metric("tcp_open_total", side.label, "peer=\"dst\""))
                    .isEqualTo(1);
            eventually(
                    "closed", () -> proxy.metric("tcp_close_total", side.label, "peer=\"src\"", "errno=\"\"") == open);
        }
        assertThat(proxy.metric("tcp_close_total", side.label, "peer=\"dst\"")).isZero();
    }

    /** Case 180. */
    @Test
    void relayedBytesAreCountedExactlyOnBothSides() {
        try (Wire client = proxy.inbound(1)) {
            assertThat(client.send("custom tcp hello!").text(14)).isEqualTo("custom tcp bye");
        }
        for (String family : new String[] {"tcp_read_bytes_total", "tcp_write_bytes_total"}) {
            boolean read = family.startsWith("tcp_read");
            eventually(family, () -> proxy.metric(family, "peer=\"src\"") == (read ? 17 : 14));
            eventually(family, () -> proxy.metric(family, "peer=\"dst\"") == (read ? 14 : 17));
        }
    }

    /** Case 181. */
    @ParameterizedTest
    @EnumSource
    void openConnectionsAreThoseThatAreOpen(Side side) {
        for (int i = 0; i < 2; i++) {
            try (Wire client = client(side)) {
                assertThat(get(client, 200)).startsWith("http/1.1 200");
                assertThat(proxy.metric("tcp_open_connections", side.label, "peer=\"src\""))
                        .isEqualTo(1);
            }
            eventually("closed", () -> proxy.metric("tcp_open_connections", side.label, "peer=\"src\"") == 0);
        }
    }

    /** Case 182; the start of the process is in the exposition of a whole process. */
    @Test
    void noLabelIsEmptyInTheExposition() {
        try (Wire inbound = proxy.inbound(1);
                Wire bytes = proxy.inbound(1);
                Wire outbound = proxy.outbound()) {
            assertThat(get(inbound, 200)).startsWith("http/1.1 200");
            assertThat(get(outbound, 500)).startsWith("http/1.1 500");
            assertThat(bytes.send("custom tcp hello!").text(14)).isEqualTo("custom tcp bye");

            assertThat(proxy.exposition()).contains("request_total{").doesNotContain(",,", "{,", ",}");
        }
    }
}
