package io.reactivemesh.ops.cli;

import io.grpc.StatusRuntimeException;
import io.reactivemesh.ops.install.ManifestFormat;
import io.reactivemesh.wire.outbound.OutboundPoliciesGrpc;
import io.reactivemesh.wire.outbound.OutboundPolicy;
import io.reactivemesh.wire.outbound.TrafficSpec;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mesh diagnostics policy}. Exit code 0: it was answered; 1: it was not. */
@Command(
        name = "policy",
        aliases = "po",
        description = "Prints the policy that proxies are told for traffic to a port of a Service.")
final class DiagnosticsPolicyCommand implements Callable<Integer> {
    private static final int ANSWER_SECONDS = 5;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Mixin
    private final ApiOptions api = ApiOptions.policy();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            defaultValue = "default",
            description = "Of the Service (default: ${DEFAULT-VALUE}).")
    private String namespace = "";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "default:diagnostics",
            description = "Who asks, as a proxy says it: NAMESPACE:POD or JSON; decides whose routes apply"
                    + " (default: ${DEFAULT-VALUE}).")
    private String token = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "yaml|json",
            defaultValue = "yaml",
            description = "yaml or json (default: ${DEFAULT-VALUE}).")
    private ManifestFormat output = ManifestFormat.YAML;

    @Parameters(index = "0", paramLabel = "TYPE/NAME", description = "svc/web")
    private String resource = "";

    @Parameters(index = "1", paramLabel = "PORT", description = "Of the Service, 1..65535")
    private int port;

    @Override
    public Integer call() {
        String authority = service() + "." + namespace + ".svc:" + port;
        TrafficSpec request = TrafficSpec.newBuilder()
                .setSourceWorkload(token)
                .setAuthority(authority)
                .build();
        try (ControlPlaneClient controlPlane = api.connect()) {
            OutboundPolicy policy = answer(controlPlane, authority, request);
            spec.commandLine().getOut().print(output.print(List.of(WireText.json(policy))));
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    private String service() {
        if (port < 1 || port > 65535) {
            throw new CliFailure("port '" + port + "' (expected: 1..65535)");
        }
        int slash = resource.indexOf('/');
        String type = slash < 0 ? "" : resource.substring(0, slash);
        String name = resource.substring(slash + 1);
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new CliFailure("resource '" + resource + "' (expected: svc/NAME)");
        }
        return switch (type) {
            case "svc", "service", "services" -> name;
            case "po", "pod", "pods" ->
                throw new CliFailure("resource '" + resource + "': the control plane has no inbound policies yet"
                        + " (expected: svc/NAME)");
            default -> throw new CliFailure("resource '" + resource + "' (expected: svc/NAME)");
        };
    }

    private static OutboundPolicy answer(ControlPlaneClient controlPlane, String authority, TrafficSpec request) {
        try {
            return OutboundPoliciesGrpc.newBlockingStub(controlPlane.channel())
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .get(request);
        } catch (StatusRuntimeException e) {
            throw controlPlane.explain(authority, e);
        }
    }
}
