package io.reactivemesh.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import io.grpc.StatusRuntimeException;
import io.reactivemesh.wire.history.Change;
import io.reactivemesh.wire.history.ChangesRequest;
import io.reactivemesh.wire.history.HistoryGrpc;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mesh history}. Exit code 0: the log was read, also when it is empty; 1: it was not. */
@Command(
        name = "history",
        description = {
            "Prints what changed about a service, a pod or an address: when, to which revision, and why.",
            "Times are UTC. With -o json each line is one change."
        })
final class HistoryCommand implements Callable<Integer> {
    private static final String LINE = "%-24s  %-16s  %-20s  %-22s  %s%n";

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Mixin
    private final ApiOptions api = ApiOptions.discovery();

    @Parameters(
            arity = "1..2",
            paramLabel = "RESOURCE",
            description = "svc/NAME, pod/NAME or ip/ADDRESS; with or without the slash.")
    private List<String> resource = List.of();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Namespace of the service or pod (default: ${DEFAULT-VALUE}).")
    private String namespace = "default";

    @Option(
            names = "--since",
            paramLabel = "DURATION|TIME",
            description = "Only changes since then: 10m, 1h30m, or 2026-11-01T12:00:00Z.")
    private @Nullable String since;

    @Option(names = "--last", paramLabel = "N", description = "Only the newest N changes.")
    private int last;

    @Option(
            names = {"-f", "--follow"},
            description = "Stay, and print changes as they happen.")
    private boolean follow;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            description = "How to print them (default: ${DEFAULT-VALUE}).")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    public Integer call() {
        HistoryKey key = HistoryKey.parse(resource, namespace);
        ChangesRequest request = request(key);
        PrintWriter out = spec.commandLine().getOut();
        try (ControlPlaneClient controlPlane = api.connect()) {
            Iterator<Change> changes =
                    HistoryGrpc.newBlockingStub(controlPlane.channel()).changes(request);
            boolean any = false;
            Table table = new Table(2, "TIME", "REVISION", "EVENT", "SUBJECT", "CAUSE");
            while (next(controlPlane, key, changes)) {
                Change change = changes.next();
                if (output == OutputFormat.JSON) {
                    out.println(json(change));
                } else if (follow) {
                    line(change, !any, out);
                } else {
                    row(change, table);
                }
                out.flush();
                any = true;
            }
            if (!table.isEmpty()) {
                table.print(out);
            }
            if (!any) {
                spec.commandLine().getErr().println("No changes recorded for " + key.text() + ".");
            }
        }
        return 0;
    }

    private static boolean next(ControlPlaneClient controlPlane, HistoryKey key, Iterator<Change> changes) {
        try {
            return changes.hasNext();
        } catch (StatusRuntimeException e) {
            throw controlPlane.explain(key.text(), e);
        }
    }

    private ChangesRequest request(HistoryKey key) {
        if (last < 0) {
            throw new CliFailure("--last: '" + last + "' (expected: 1 or more)");
        }
        ChangesRequest.Builder request = ChangesRequest.newBuilder()
                .setKind(key.kind())
                .setKey(key.id())
                .setLast(last)
                .setFollow(follow);
        if (since != null) {
            Instant from = PointInTime.parse("--since", since, Clock.systemUTC());
            request.setSince(
                    Timestamp.newBuilder().setSeconds(from.getEpochSecond()).setNanos(from.getNano()));
        }
        return request.build();
    }

    private static void row(Change change, Table table) {
        table.row(time(change), revision(change), change.getEvent(), change.getSubject(), change.getCause());
        change.getDetailList().forEach(table::note);
    }

    /** Of what is still to come nobody knows the widths. */
    private static void line(Change change, boolean first, PrintWriter out) {
        if (first) {
            out.printf(LINE, "TIME", "REVISION", "EVENT", "SUBJECT", "CAUSE");
        }
        out.printf(LINE, time(change), revision(change), change.getEvent(), change.getSubject(), change.getCause());
        change.getDetailList().forEach(detail -> out.println("    " + detail));
    }

    private static String revision(Change change) {
        return change.getEpoch() + "." + change.getNumber();
    }

    private static Instant at(Change change) {
        return Instant.ofEpochSecond(change.getAt().getSeconds(), change.getAt().getNanos());
    }

    private static String time(Change change) {
        return at(change).truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static ObjectNode json(Change change) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("time", at(change).toString());
        node.put("epoch", change.getEpoch());
        node.put("number", change.getNumber());
        node.put("event", change.getEvent());
        node.put("subject", change.getSubject());
        node.put("cause", change.getCause());
        ArrayNode detail = node.putArray("detail");
        change.getDetailList().forEach(detail::add);
        return node;
    }
}
