package io.reactivemesh.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import io.reactivemesh.wire.destination.WeightedAddr;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mesh diagnostics endpoints}. Exit code 0: every authority was answered, also when there is no endpoint; 1: one was not. */
@Command(
        name = "endpoints",
        aliases = "ep",
        description = "Prints the endpoints that a proxy is told for each authority.")
final class DiagnosticsEndpointsCommand implements Callable<Integer> {
    /** Linkerd's control plane says nothing at all of a destination without endpoints. */
    private static final int SILENCE_SECONDS = 5;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Mixin
    private final ApiOptions api = ApiOptions.discovery();

    @Mixin
    private final CallerOptions caller = new CallerOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            description = "How to print them (default: ${DEFAULT-VALUE}).")
    private OutputFormat output = OutputFormat.TABLE;

    @Parameters(
            arity = "1..*",
            paramLabel = "AUTHORITY",
            description = "Service names with port: web.emojivoto.svc.cluster.local:80")
    private List<String> authorities = List.of();

    @Override
    public Integer call() {
        List<Row> rows = new ArrayList<>();
        try (ControlPlaneClient controlPlane = api.connect()) {
            for (String authority : authorities) {
                rows.addAll(ask(controlPlane, authority));
            }
        }
        rows.sort(
                Comparator.comparing(Row::namespace).thenComparing(Row::service).thenComparing(Row::pod));
        if (rows.isEmpty()) {
            spec.commandLine().getErr().println("No endpoints found.");
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case TABLE -> table(rows, out);
            case JSON -> out.println(json(rows).toPrettyString());
        }
        return 0;
    }

    private List<Row> ask(ControlPlaneClient controlPlane, String authority) {
        GetDestination request = GetDestination.newBuilder()
                .setPath(authority)
                .setContextToken(caller.contextToken())
                .build();
        try {
            Update first = DestinationGrpc.newBlockingStub(controlPlane.channel())
                    .withDeadlineAfter(SILENCE_SECONDS, TimeUnit.SECONDS)
                    .get(request)
                    .next();
            return first.getAdd().getAddrsList().stream()
                    .map(endpoint -> Row.of(endpoint, first.getAdd().getMetricLabelsMap()))
                    .toList();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED && controlPlane.connected()) {
                return List.of();
            }
            throw controlPlane.explain(authority, e);
        }
    }

    private static void table(List<Row> rows, PrintWriter out) {
        Table table = new Table(3, "NAMESPACE", "IP", "PORT", "POD", "SERVICE");
        for (Row row : rows) {
            table.row(
                    row.namespace(),
                    WireText.ip(row.endpoint().getAddr().getIp()),
                    Integer.toString(row.endpoint().getAddr().getPort()),
                    row.pod(),
                    row.service());
        }
        if (!table.isEmpty()) {
            table.print(out);
        }
    }

    private static ArrayNode json(List<Row> rows) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Row row : rows) {
            ObjectNode node = all.addObject();
            node.put("namespace", row.namespace());
            node.put("ip", WireText.ip(row.endpoint().getAddr().getIp()));
            node.put("port", row.endpoint().getAddr().getPort());
            node.put("pod", row.pod());
            node.put("service", row.service());
            node.put("weight", row.endpoint().getWeight());
            ObjectNode labels = node.putObject("labels");
            row.labels().forEach(labels::put);
            // What else a proxy is told, under the names of the wire.
            ObjectNode told = WireText.json(row.endpoint());
            List.of("tls_identity", "protocol_hint", "authority_override", "http2")
                    .forEach(field -> {
                        if (told.has(field)) {
                            node.set(field, told.get(field));
                        }
                    });
        }
        return all;
    }

    /** An endpoint with its labels and those of its set. */
    private record Row(WeightedAddr endpoint, Map<String, String> labels) {
        static Row of(WeightedAddr endpoint, Map<String, String> setLabels) {
            Map<String, String> labels = new TreeMap<>(setLabels);
            labels.putAll(endpoint.getMetricLabelsMap());
            return new Row(endpoint, labels);
        }

        String namespace() {
            return labels.getOrDefault("namespace", "");
        }

        String service() {
            String service = labels.get("service");
            return service == null ? "" : service + "." + namespace();
        }

        String pod() {
            return labels.getOrDefault("pod", "");
        }
    }
}
