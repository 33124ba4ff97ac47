package io.reactivemesh.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code promtool check metrics}, Prometheus's own linter, says of {@code /metrics}. */
class MetricsLintIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local";

    /** Their names are Linkerd's, and every dashboard asks for them; Prometheus would have seconds, and counters end in {@code _total}. */
    private static final Set<String> NAMED_BY_OTHERS = Set.of(
            "response_latency_ms",
            "route_response_latency_ms",
            "control_response_latency_ms",
            "stack_poll_total_ms",
            "opentelemetry_span_export_streams",
            "opentelemetry_span_export_requests",
            "opentelemetry_span_exports");

    @BeforeAll
    static void findPromtool() {
        try {
            new ProcessBuilder("promtool", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            String message = "/metrics is NOT linted here, for want of promtool (apt-get install prometheus)";
            if (System.getenv("CI") != null) {
                throw new AssertionError(message, e);
            }
            System.err.println(message);
            abort(message);
        }
    }

    @Test
    void everyFamilyHasAGoodNameAndHelp() throws IOException, InterruptedException {
        Metrics metrics = new Metrics(ProxyMetrics.all(), () -> 0, Duration.ofMinutes(1));
        for (Family family : ProxyMetrics.all()) {
            switch (family.type()) {
                case COUNTER -> metrics.counter(family, Labels.NONE).increment();
                case GAUGE -> metrics.gauge(family, Labels.NONE).increment();
                case HISTOGRAM -> metrics.histogram(family, Labels.NONE).record(1);
            }
        }
        StringBuilder exposition = new StringBuilder();
        metrics.expose(exposition);

        Set<String> complainedOf = complaints(exposition.append("# EOF\n").toString()).stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.toSet());

        assertThat(complainedOf).isEqualTo(NAMED_BY_OTHERS);
    }

    @Test
    void theExpositionOfAProxyThatHasServedBothSidesIsWellFormed() throws IOException, InterruptedException {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 2~~ok")) {
            FakeDiscovery discovery = new FakeDiscovery()
                    .profile(WEB + ":80", FakeDiscovery.service(WEB))
                    .endpoints(WEB + ":80", server.address());
            String binding = "127.0.0.1:0=127.0.0.1:" + server.address().getPort();
            try (RunningProxy proxy = RunningProxy.start(discovery, Map.of("MESH_PROXY_INBOUND_BINDINGS", binding));
                    Wire outbound = proxy.outbound();
                    Wire inbound = proxy.inbound(1)) {
                for (Wire client : List.of(outbound, inbound)) {
                    client.send("POST / HTTP/1.1~Host: " + WEB + "~content-length: 1~~x");
                    assertThat(client.head()).startsWith("http/1.1 200");
                }

                assertThat(complaints(proxy.exposition()))
                        .allMatch(line ->
                                line.startsWith("response_latency_ms ") || line.startsWith("stack_poll_total_ms "));
            }
        }
    }

    /** One line for each problem, beginning with the name of a family. */
    private static List<String> complaints(String exposition) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var in = promtool.outputWriter(StandardCharsets.UTF_8)) {
            in.write(exposition);
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return said.lines().toList();
    }
}
