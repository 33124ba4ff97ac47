package io.reactivemesh.proxy.access;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Origin;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A line for each inbound request, whoever answers it. */
class AccessLogIT {

    private static final String OK = "HTTP/1.1 200 OK~content-length: 2~~ok";
    private static final String TIME = "\\[\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z]";

    private static RunningProxy proxy(InetSocketAddress application, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("LINKERD2_PROXY_ACCESS_LOG", "apache"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put("LINKERD2_PROXY_" + settings[i], settings[i + 1]);
        }
        return RunningProxy.start(new FakeDiscovery(), all).redirect(application);
    }

    private static String line(RunningProxy proxy, int number) {
        eventually("line " + number, () -> proxy.standardError().size() > number);
        return proxy.standardError().get(number);
    }

    @Test
    void eachRequestOfAConnectionIsALine() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                RunningProxy proxy = proxy(server.address());
                Wire client = proxy.inbound(0)) {
            assertThat(client.send("GET /a?b=c HTTP/1.1~Host: web~~").head()).startsWith("http/1.1 200");
            assertThat(client.text(2)).isEqualTo("ok");
            assertThat(client.send("GET http://web/d HTTP/1.0~~").head()).startsWith("http/1.0 200");

            assertThat(line(proxy, 0)).matches("127\\.0\\.0\\.1:\\d+ - - " + TIME + " \"GET /a\\?b=c HTTP/1\\.1\" 200");
            assertThat(line(proxy, 1)).endsWith("\"GET http://web/d HTTP/1.0\" 200");
        }
    }

    @Test
    void whoIsNotLetInIsALine() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                RunningProxy proxy = proxy(server.address(), "INBOUND_DEFAULT_POLICY", "all-authenticated");
                Wire client = proxy.inbound(0)) {
            assertThat(client.send("GET / HTTP/1.1~Host: web~~").head()).startsWith("http/1.1 403");

            assertThat(line(proxy, 0)).endsWith("\"GET / HTTP/1.1\" 403");
        }
    }

    @Test
    void anAnswerThatWeMakeUpIsALine() {
        ScriptedServer gone = ScriptedServer.answering(OK);
        gone.close();
        try (RunningProxy proxy = proxy(gone.address(), "ACCESS_LOG", "json");
                Wire client = proxy.inbound(0)) {
            assertThat(client.send("GET / HTTP/1.1~Host: web~~").head()).startsWith("http/1.1 502");

            assertThat(line(proxy, 0)).contains("\"status\":502,", "\"response_bytes\":\"0\"");
        }
    }

    @Test
    void aRequestWhoseClientLeavesIsALineWithoutStatus() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    assertThat(wire.ended()).isTrue();
                });
                RunningProxy proxy = proxy(server.address())) {
            try (Wire client = proxy.inbound(0)) {
                client.send("GET /slow HTTP/1.1~Host: web~~");
                eventually("forwarded", () -> proxy.metric("request_total") == 1);
                client.reset();
            }

            assertThat(line(proxy, 0)).endsWith("\"GET /slow HTTP/1.1\"");
        }
    }

    @Test
    void jsonTellsWhatTheHeadsSay() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                RunningProxy proxy = proxy(server.address(), "ACCESS_LOG", "json");
                Wire client = proxy.inbound(0)) {
            client.send("POST /p HTTP/1.1~Host: web:81~X-Request-Id: r1~User-Agent: \"me\"~Content-Length: 3~~abc");
            assertThat(client.head()).startsWith("http/1.1 200");

            assertThat(line(proxy, 0))
                    .contains("\"client.id\":\"-\"", "\"host\":\"web:81\"", "\"method\":\"POST\"")
                    .contains("\"request_bytes\":\"3\"", "\"response_bytes\":\"2\"", "\"status\":200")
                    .contains("\"trace_id\":\"r1\"", "\"uri\":\"/p\"", "\"user_agent\":\"\\\"me\\\"\"")
                    .contains("\"version\":\"HTTP/1.1\"")
                    .containsPattern("\"total_ns\":\"[1-9]\\d*\"")
                    .containsPattern("\"processing_ns\":\"[1-9]\\d*\"");
        }
    }

    @Test
    void http2IsLoggedWithItsUri() {
        try (Http2Origin origin = Http2Origin.start();
                RunningProxy proxy = proxy(origin.address());
                Http2Wire client = Http2Wire.client(proxy.inbound(0))) {
            client.request(1, true, "GET", "web:80", "/h2");
            assertThat(client.message().text()).startsWith(":status: 200");

            assertThat(line(proxy, 0)).endsWith("\"GET http://web:80/h2 HTTP/2.0\" 200");
        }
    }

    /** What the log shows is what is on the wire between the proxies: HTTP/2, as in the reference. */
    @Test
    void http1BetweenProxiesIsLoggedAsTheHttp2ThatCarriesIt() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                RunningProxy proxy = proxy(server.address());
                Http2Wire client = Http2Wire.client(proxy.inbound(0))) {
            client.headers(
                    1,
                    true,
                    ":method",
                    "GET",
                    ":scheme",
                    "http",
                    ":authority",
                    "web",
                    ":path",
                    "/up",
                    "l5d-orig-proto",
                    "HTTP/1.1");
            assertThat(client.message().text()).startsWith(":status: 200");

            assertThat(line(proxy, 0)).endsWith("\"GET http://web/up HTTP/2.0\" 200");
            assertThat(server.heads()).first().asString().startsWith("get /up http/1.1");
        }
    }

    @Test
    void outboundRequestsAreNotLogged() {
        FakeDiscovery discovery = new FakeDiscovery();
        try (ScriptedServer server = ScriptedServer.answering(OK);
                RunningProxy proxy = RunningProxy.start(discovery, Map.of("LINKERD2_PROXY_ACCESS_LOG", "apache"))) {
            String web = "web.emojivoto.svc.cluster.local:80";
            discovery
                    .profile(web, FakeDiscovery.service("web.emojivoto.svc.cluster.local"))
                    .endpoints(web, server.address());
            try (Wire client = proxy.outbound()) {
                assertThat(client.send("GET / HTTP/1.1~Host: " + web + "~~").head())
                        .startsWith("http/1.1 200");
            }

            eventually("ended", () -> proxy.metric("response_total") == 1);
            assertThat(proxy.standardError()).isEmpty();
        }
    }
}
