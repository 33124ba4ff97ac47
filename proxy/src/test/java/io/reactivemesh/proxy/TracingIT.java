package io.reactivemesh.proxy;

import static io.reactivemesh.proxy.testing.TraceCollector.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.reactivemesh.proxy.balance.RetryBudget;
import io.reactivemesh.proxy.control.ProfileRoute;
import io.reactivemesh.proxy.control.ProfileUpdate.Profile;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.route.Regex;
import io.reactivemesh.proxy.route.RequestCondition;
import io.reactivemesh.proxy.route.ResponseClasses;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Origin;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.TraceCollector;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Traced requests through an outbound proxy and an inbound one, to a collector. Closing a proxy exports what it has. */
class TracingIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final String TRACE = "94d7f6ec6b95f3e916179cb6cfd01390";
    private static final String SPAN = "55ccfce77f972614";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + SPAN + "-01";
    private static final String OK = "HTTP/1.1 200 OK~content-length: 2~~ok";

    private final TraceCollector collector = TraceCollector.start();

    @AfterEach
    void stop() {
        collector.close();
    }

    private RunningProxy proxy(FakeDiscovery discovery, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("LINKERD2_PROXY_TRACE_COLLECTOR_SVC_ADDR", collector.address());
        return RunningProxy.start(discovery, settings);
    }

    private RunningProxy inbound(InetSocketAddress application) {
        return proxy(
                new FakeDiscovery(),
                Map.of(
                        "MESH_PROXY_INBOUND_BINDINGS",
                        "127.0.0.1:0=127.0.0.1:" + application.getPort(),
                        "LINKERD2_PROXY_TRACE_SERVICE_NAME",
                        "web"));
    }

    private RunningProxy outbound(RunningProxy inbound, boolean upgrading) {
        InetSocketAddress address = inbound.proxy().boundAddresses().inbound().get(1);
        FakeDiscovery discovery = new FakeDiscovery()
                .profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"))
                .endpoints(WEB, List.of(upgrading ? FakeDiscovery.upgrading(address) : ProxyEndpoint.of(address)));
        return proxy(discovery, Map.of("LINKERD2_PROXY_TRACE_SERVICE_NAME", "vote"));
    }

    private Span span(String direction, SpanKind kind) {
        return collector.span(span -> span.getKind() == kind
                && direction.equals(attributes(span.getAttributesList()).get("direction")));
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    /** One trace, each span the child of the one before, the last one named to the application. */
    private void assertFourSpansUpTo(String lastSpan) {
        assertThat(collector.spans()).hasSize(4).allSatisfy(span -> {
            assertThat(hex(span.getTraceId())).isEqualTo(TRACE);
            assertThat(span.getStartTimeUnixNano()).isPositive().isLessThanOrEqualTo(span.getEndTimeUnixNano());
        });
        String parent = SPAN;
        for (String direction : List.of("outbound", "inbound")) {
            for (SpanKind kind : List.of(SpanKind.SPAN_KIND_SERVER, SpanKind.SPAN_KIND_CLIENT)) {
                Span span = span(direction, kind);
                assertThat(hex(span.getParentSpanId()))
                        .as(direction + " " + kind)
                        .isEqualTo(parent);
                parent = hex(span.getSpanId());
            }
        }
        assertThat(lastSpan).isEqualTo(parent);
    }

    @Test
    void http1ThroughAPairIsOneTraceOfFourSpans() {
        try (ScriptedServer server = ScriptedServer.answering(OK)) {
            try (RunningProxy inbound = inbound(server.address());
                    RunningProxy outbound = outbound(inbound, false);
                    Wire client = outbound.outbound()) {
                client.send("GET /vote?for=me HTTP/1.1~Host: " + WEB + "~TraceParent:" + TRACEPARENT + "~a: b~~");
                assertThat(client.head()).startsWith("http/1.1 200");
                assertThat(client.text(2)).isEqualTo("ok");
            }

            String head = server.heads().getFirst();
            assertThat(head).startsWith("get /vote?for=me http/1.1~host: " + WEB + "~a: b~");
            assertFourSpansUpTo(found("~traceparent: 00-" + TRACE + "-(\\w{16})-01~", head));
        }
    }

    @Test
    void http1CarriedByHttp2IsOneTraceOfFourSpans() {
        try (ScriptedServer server = ScriptedServer.answering(OK)) {
            try (RunningProxy inbound = inbound(server.address());
                    RunningProxy outbound = outbound(inbound, true);
                    Wire client = outbound.outbound()) {
                client.send("GET /vote HTTP/1.1~Host: " + WEB + "~traceparent: " + TRACEPARENT + "~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }

            assertFourSpansUpTo(found(
                    "~traceparent: 00-" + TRACE + "-(\\w{16})-01~",
                    server.heads().getFirst()));
            assertThat(attributes(span("inbound", SpanKind.SPAN_KIND_SERVER).getAttributesList()))
                    .containsEntry("http.request.header.l5d-orig-proto", "HTTP/1.1");
        }
    }

    @Test
    void http2ThroughAPairIsOneTraceOfFourSpans() {
        try (Http2Origin origin = Http2Origin.start()) {
            try (RunningProxy inbound = inbound(origin.address());
                    RunningProxy outbound = outbound(inbound, true);
                    Http2Wire client = Http2Wire.client(outbound.outbound())) {
                client.request(1, true, "GET", WEB, "/vote", "traceparent", TRACEPARENT);
                assertThat(client.message().text()).startsWith(":status: 200");
            }

            assertFourSpansUpTo(found(
                    "traceparent: 00-" + TRACE + "-(\\w{16})-01",
                    origin.requests().getFirst()));
        }
    }

    @Test
    void aSpanTellsOfItsRequestAndItsResource() {
        try (ScriptedServer server = ScriptedServer.answering(OK)) {
            try (RunningProxy inbound = inbound(server.address());
                    Wire client = inbound.inbound(1)) {
                client.send("POST /vote?for=me HTTP/1.1~Host: web:81~User-Agent: test~Content-Type: text/plain~"
                        + "Content-Length: 0~traceparent: " + TRACEPARENT + "~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }

            assertThat(collector.spans()).hasSize(2).allSatisfy(span -> {
                assertThat(span.getName()).isEqualTo("/vote");
                assertThat(attributes(span.getAttributesList()))
                        .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                                Map.entry("direction", "inbound"),
                                Map.entry("http.request.method", "POST"),
                                Map.entry("url.scheme", "http"),
                                Map.entry("url.path", "/vote"),
                                Map.entry("url.query", "for=me"),
                                Map.entry("url.full", "http://web:81/vote?for=me"),
                                Map.entry("network.transport", "tcp"),
                                Map.entry("server.address", "web"),
                                Map.entry("server.port", "81"),
                                Map.entry("user_agent.original", "test"),
                                Map.entry("http.request.header.content-type", "text/plain"),
                                Map.entry("http.request.header.content-length", "0"),
                                Map.entry("http.response.status_code", "200")));
            });
            assertThat(collector.resources())
                    .singleElement()
                    .satisfies(resource -> assertThat(resource)
                            .containsEntry("service.name", "web")
                            .containsEntry(
                                    "process.pid",
                                    Long.toString(ProcessHandle.current().pid()))
                            .containsKey("process.start_timestamp"));
        }
    }

    @Test
    void aRequestWithoutAContextIsLeftAsItIs() {
        try (ScriptedServer server = ScriptedServer.answering(OK)) {
            try (RunningProxy inbound = inbound(server.address());
                    Wire client = inbound.inbound(1)) {
                client.send("GET / HTTP/1.1~Host: web~tracestate: a=b~traceparent: 00-broken~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }

            assertThat(server.heads())
                    .containsExactly("get / http/1.1~host: web~tracestate: a=b~traceparent: 00-broken~~");
            assertThat(collector.spans()).isEmpty();
        }
    }

    @Test
    void aTraceThatIsNotSampledIsPassedOnAndNotExported() {
        try (ScriptedServer server = ScriptedServer.answering(OK)) {
            try (RunningProxy inbound = inbound(server.address());
                    Wire client = inbound.inbound(1)) {
                client.send("GET / HTTP/1.1~Host: web~traceparent: 00-" + TRACE + "-" + SPAN + "-00~tracestate: a=b~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }

            assertThat(found(
                            "~traceparent: 00-" + TRACE + "-(\\w{16})-00~",
                            server.heads().getFirst()))
                    .isNotEqualTo(SPAN);
            assertThat(server.heads().getFirst()).contains("~tracestate: a=b~");
            assertThat(collector.spans()).isEmpty();
        }
    }

    @Test
    void b3IsPassedOnAsB3() {
        try (ScriptedServer server = ScriptedServer.answering(OK)) {
            try (RunningProxy inbound = inbound(server.address());
                    Wire client = inbound.inbound(1)) {
                client.send("GET / HTTP/1.1~Host: web~X-B3-TraceId: " + TRACE + "~X-B3-SpanId: " + SPAN
                        + "~X-B3-Sampled: 1~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }

            String head = server.heads().getFirst();
            assertThat(head).contains("~x-b3-traceid: " + TRACE + "~", "~x-b3-sampled: 1~");
            assertThat(found("~x-b3-spanid: (\\w{16})~", head))
                    .isEqualTo(hex(span("inbound", SpanKind.SPAN_KIND_CLIENT).getSpanId()));
            assertThat(hex(span("inbound", SpanKind.SPAN_KIND_SERVER).getParentSpanId()))
                    .isEqualTo(SPAN);
        }
    }

    /** A version, then fields 0, 1 and 2: trace, span and flags; in base64. */
    private static String grpcTrace(String span, String flags) {
        byte[] bytes = HexFormat.of().parseHex("00" + "00" + TRACE + "01" + span + "02" + flags);
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void gRpcsBinaryFormIsPassedOnAsSuchThroughAPair() {
        try (ScriptedServer server = ScriptedServer.answering(OK)) {
            try (RunningProxy inbound = inbound(server.address());
                    RunningProxy outbound = outbound(inbound, true);
                    Wire client = outbound.outbound()) {
                client.send("GET /vote HTTP/1.1~Host: " + WEB + "~Grpc-Trace-Bin: " + grpcTrace(SPAN, "01") + "~~");
                assertThat(client.head()).startsWith("http/1.1 200");
                assertThat(client.text(2)).isEqualTo("ok");
            }

            String last = hex(span("inbound", SpanKind.SPAN_KIND_CLIENT).getSpanId());
            assertThat(server.heads().getFirst().toLowerCase(Locale.ROOT))
                    .contains("~grpc-trace-bin: " + grpcTrace(last, "01").toLowerCase(Locale.ROOT) + "~")
                    .doesNotContain("traceparent");
            assertFourSpansUpTo(last);
        }
    }

    @Test
    void gRpcsBinaryFormThatIsNotSampledHasNoSpans() {
        try (ScriptedServer server = ScriptedServer.answering(OK)) {
            try (RunningProxy inbound = inbound(server.address());
                    Wire client = inbound.inbound(1)) {
                client.send("GET / HTTP/1.1~Host: web~grpc-trace-bin: " + grpcTrace(SPAN, "00") + "~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }

            assertThat(server.heads().getFirst()).contains("~grpc-trace-bin: ");
            assertThat(collector.spans()).isEmpty();
        }
    }

    @Test
    void aRefusedRequestHasOnlyAServerSpan() {
        try (RunningProxy inbound = proxy(
                                new FakeDiscovery(),
                                Map.of("LINKERD2_PROXY_INBOUND_DEFAULT_POLICY", "all-authenticated"))
                        .redirect(new InetSocketAddress("127.0.0.1", 9));
                Wire client = inbound.inbound(0)) {
            client.send("GET / HTTP/1.1~Host: web~traceparent: " + TRACEPARENT + "~~");
            assertThat(client.head()).startsWith("http/1.1 403");
        }

        assertThat(collector.spans()).singleElement().satisfies(span -> {
            assertThat(span.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
            assertThat(attributes(span.getAttributesList())).containsEntry("http.response.status_code", "403");
        });
    }

    @Test
    void eachAttemptIsASpanUnderThatOfTheRequest() {
        ProfileRoute retried = new ProfileRoute(
                new RequestCondition.Path(Regex.compile("/.*")),
                new TreeMap<>(),
                new ResponseClasses(List.of()),
                true,
                null);
        RetryBudget.Config budget = new RetryBudget.Config(Duration.ofSeconds(10), 10, 0.2);
        String name = "web.emojivoto.svc.cluster.local";
        FakeDiscovery discovery =
                new FakeDiscovery().profile(WEB, new Profile(name, false, null, List.of(), List.of(retried), budget));
        AtomicInteger answers = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            while (!wire.head().isEmpty()) {
                wire.send("HTTP/1.1 " + (answers.incrementAndGet() == 1 ? 503 : 200) + " So~content-length: 0~~");
            }
        })) {
            discovery.endpoints(WEB, server.address());
            try (RunningProxy outbound = proxy(discovery, Map.of());
                    Wire client = outbound.outbound()) {
                client.send("GET / HTTP/1.1~Host: " + WEB + "~traceparent: " + TRACEPARENT + "~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }

            ByteString request = span("outbound", SpanKind.SPAN_KIND_SERVER).getSpanId();
            assertThat(collector.spans().stream().filter(span -> span.getKind() == SpanKind.SPAN_KIND_CLIENT))
                    .hasSize(2)
                    .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(request))
                    .extracting(span -> attributes(span.getAttributesList()).get("http.response.status_code"))
                    .containsExactlyInAnyOrder("503", "200");
        }
    }

    @Test
    void withoutACollectorContextsPassUntouched() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                RunningProxy inbound =
                        RunningProxy.start(new FakeDiscovery(), Map.of()).redirect(server.address());
                Wire client = inbound.inbound(0)) {
            client.send("GET / HTTP/1.1~Host: web~traceparent: " + TRACEPARENT + "~~");
            assertThat(client.head()).startsWith("http/1.1 200");

            assertThat(server.heads().getFirst()).contains("~traceparent: " + TRACEPARENT + "~");
        }
    }

    @Test
    void aClientThatLeavesEndsItsSpansInAnError() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            assertThat(wire.head()).isNotEmpty();
            assertThat(wire.ended()).isTrue();
        })) {
            try (RunningProxy inbound = inbound(server.address());
                    Wire client = inbound.inbound(1)) {
                client.send("GET / HTTP/1.1~Host: web~traceparent: " + TRACEPARENT + "~~");
                RunningProxy.eventually("forwarded", () -> inbound.metric("request_total") == 1);
                client.reset();
                RunningProxy.eventually("ended", () -> inbound.metric("response_total") == 1);
            }

            assertThat(collector.spans()).hasSize(2).allSatisfy(span -> {
                assertThat(span.getStatus().getCode())
                        .isEqualTo(io.opentelemetry.proto.trace.v1.Status.StatusCode.STATUS_CODE_ERROR);
                assertThat(attributes(span.getAttributesList())).doesNotContainKey("http.response.status_code");
            });
        }
    }
}
