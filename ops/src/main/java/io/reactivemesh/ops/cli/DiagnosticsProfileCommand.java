package io.reactivemesh.ops.cli;

import io.grpc.StatusRuntimeException;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.GetDestination;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mesh diagnostics profile}. Exit code 0: it was answered; 1: it was not. */
@Command(
        name = "profile",
        aliases = "pr",
        description = "Prints the profile that a proxy is told for an authority or address, as JSON.")
final class DiagnosticsProfileCommand implements Callable<Integer> {
    private static final int ANSWER_SECONDS = 5;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Mixin
    private final ApiOptions api = ApiOptions.discovery();

    @Mixin
    private final CallerOptions caller = new CallerOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json",
            description = "json, which is the only form there is.")
    @SuppressWarnings("UnusedVariable") // Scripts may say what they count on.
    private OnlyForm output = OnlyForm.JSON;

    @Parameters(
            paramLabel = "AUTHORITY",
            description = "web.emojivoto.svc.cluster.local:80, 10.1.2.3:8080 or [fd00::1]:8080")
    private String authority = "";

    @Override
    public Integer call() {
        GetDestination request = GetDestination.newBuilder()
                .setPath(authority)
                .setContextToken(caller.contextToken())
                .build();
        try (ControlPlaneClient controlPlane = api.connect()) {
            DestinationProfile profile = answer(controlPlane, request);
            spec.commandLine().getOut().println(WireText.json(profile).toPrettyString());
        }
        return 0;
    }

    private DestinationProfile answer(ControlPlaneClient controlPlane, GetDestination request) {
        try {
            return DestinationGrpc.newBlockingStub(controlPlane.channel())
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .getProfile(request)
                    .next();
        } catch (StatusRuntimeException e) {
            throw controlPlane.explain(authority, e);
        }
    }

    private enum OnlyForm {
        JSON
    }
}
