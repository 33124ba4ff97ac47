package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.grpc.Status;
import io.reactivemesh.actors.kube.KubernetesObserver.WatchEnd;
import io.reactivemesh.actors.translate.ObjectKey.Kind;
import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a scrape shows. */
class ControllerMetricsIT {
    private static final Pattern SERIES = Pattern.compile("(?m)^(\\w+?)(?:_bucket|_sum|_count)?(?:\\{(.*)})? \\S+$");
    private static final Pattern LABELS = Pattern.compile("\\{(.*)}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private static final String GET = "grpc_method=\"Get\",grpc_service=\"io.linkerd.proxy.destination.Destination\","
            + "grpc_type=\"server_stream\"";

    private final ControllerMetrics metrics = new ControllerMetrics();

    @BeforeEach
    void expose() {
        metrics.streams().opened(Method.GET);
        metrics.streams().opened(Method.GET);
        metrics.streams().sent(Method.GET);
        metrics.streams().closed(Method.GET, Status.Code.CANCELLED);
        metrics.streams().refused(Method.GET, Status.Code.INVALID_ARGUMENT);
        metrics.source().objects(Kind.POD, 7);
        metrics.source().lag(Kind.POD, Duration.ofMillis(700));
        metrics.source().lag(Kind.POD, Duration.ofSeconds(-3));
        metrics.source().listed(Kind.POD, Duration.ofMillis(20));
        metrics.source().watchEnded(Kind.POD, WatchEnd.GONE);
        metrics.source().repaired(Kind.SERVICE);
        metrics.source().requested();
        metrics.source().received(1000);
        metrics.propagation().published(Instant.now().minusMillis(3));
        metrics.propagation().handed(Instant.now().minusMillis(30));
        metrics.propagation().handed(Instant.now().minusSeconds(3));
        metrics.expose(
                ConfigFactory.load("controller-metrics"),
                () -> new NodeHealth(
                        null,
                        "journal: disk full",
                        new NodeHealth.Counts(3, 2, 5, 6, 1, false, 17, Duration.ofMillis(2500), 4)),
                true);
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void showsWhatWasCounted() {
        List<String> wanted = List.of(
                "mesh_discovery_streams{method=\"get\"} 1.0",
                "mesh_discovery_updates_total{method=\"get\"} 1.0",
                "grpc_server_started_total{" + GET + "} 3.0",
                "grpc_server_msg_sent_total{" + GET + "} 1.0",
                "grpc_server_handled_total{grpc_code=\"Canceled\"," + GET + "} 1.0",
                "grpc_server_handled_total{grpc_code=\"InvalidArgument\"," + GET + "} 1.0",
                "grpc_server_handled_total{grpc_code=\"OK\"," + GET + "} 0.0",
                "mesh_source_objects{kind=\"Pod\"} 7.0",
                "mesh_repairs_total{kind=\"Service\"} 1.0",
                "mesh_repairs_total{kind=\"Pod\"} 0.0",
                "mesh_api_requests_total 1.0",
                "mesh_api_received_bytes_total 1000.0",
                "mesh_ready 1.0",
                "mesh_degraded 1.0",
                "mesh_journal_up 0.0",
                "mesh_journal_lag_seconds 2.5",
                "mesh_journal_failures_total 4.0",
                "mesh_hubs 1.0",
                "mesh_dangling_route_references{field=\"parent\"} 5.0",
                "mesh_dangling_route_references{field=\"backend\"} 6.0",
                "mesh_watch_restarts_total{kind=\"Pod\",reason=\"gone\"} 1.0");

        assertThat(scrape(wanted)).contains(wanted);
    }

    @Test
    void putsDurationsIntoBucketsInSeconds() {
        assertThat(scrape())
                .contains(
                        "mesh_informer_lag_seconds_bucket{kind=\"Pod\",le=\"0.5\"} 1.0",
                        "mesh_informer_lag_seconds_bucket{kind=\"Pod\",le=\"1.0\"} 2.0",
                        "mesh_publication_seconds_bucket{le=\"0.0025\"} 0.0",
                        "mesh_publication_seconds_count 1.0",
                        "mesh_propagation_seconds_bucket{le=\"0.025\"} 0.0",
                        "mesh_propagation_seconds_bucket{le=\"2.5\"} 1.0",
                        "mesh_propagation_seconds_count 2.0");
    }

    @Test
    void hasTheTypesAndLabelsOfTheTable() throws IOException {
        SortedMap<String, String> table = new TreeMap<>();
        Matcher rows = MetricsTableTest.ROW.matcher(Files.readString(Path.of("README.md")));
        while (rows.find()) {
            table.put(
                    rows.group(1),
                    rows.group(2) + " "
                            + new TreeSet<>(
                                    Arrays.asList(rows.group(3).replace("`", "").split(", "))));
        }

        assertThat(shown(scrape())).containsAllEntriesOf(table);
    }

    /** Meter → type and names of labels. */
    private static Map<String, String> shown(String scrape) {
        Map<String, String> types = new TreeMap<>();
        scrape.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .forEach(line -> types.put(line.split(" ")[2], line.split(" ")[3]));
        Map<String, Set<String>> labels = new TreeMap<>();
        Matcher series = SERIES.matcher(scrape);
        while (series.find()) {
            Set<String> names = labels.computeIfAbsent(series.group(1), _ -> new TreeSet<>());
            Matcher each = LABEL.matcher(series.group(2) == null ? "" : series.group(2));
            while (each.find()) {
                names.add(each.group(1));
            }
            names.remove("le");
        }
        Map<String, String> shown = new TreeMap<>();
        types.forEach((name, type) -> {
            Set<String> names = labels.getOrDefault(name, Set.of());
            shown.put(name, type + " " + (names.isEmpty() ? Set.of("") : names));
        });
        return shown;
    }

    @Test
    void isToTheLikingOfPromtool() throws Exception {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            String words = "NOT RUN: there is no promtool on the PATH (Debian: apt install prometheus)";
            System.err.println(words);
            Assumptions.abort(words);
            return;
        }
        try (var in = promtool.getOutputStream()) {
            in.write(scrape().getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(promtool.exitValue()).isZero();
    }

    /** A scrape with every histogram that something was recorded in, labels in order of the alphabet. */
    private String scrape() {
        return scrape(List.of(
                "mesh_propagation_seconds_count",
                "mesh_publication_seconds_count",
                "mesh_informer_lag_seconds_count",
                "mesh_source_list_seconds_count"));
    }

    /** The first scrape that has all of this, as each meter is refreshed on its own; else the last one within half a minute. */
    private String scrape(List<String> awaited) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        String scrape = "";
        while (!awaited.stream().allMatch(scrape::contains) && Instant.now().isBefore(deadline)) {
            String text = metrics.scrape();
            scrape =
                    text == null ? "" : LABELS.matcher(text).replaceAll(labels -> "{" + inOrder(labels.group(1)) + "}");
        }
        return scrape;
    }

    private static String inOrder(String labels) {
        return Matcher.quoteReplacement(
                Arrays.stream(labels.split(",")).sorted().collect(Collectors.joining(",")));
    }
}
