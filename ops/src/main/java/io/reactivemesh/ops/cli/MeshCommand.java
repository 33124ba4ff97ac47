package io.reactivemesh.ops.cli;

import io.reactivemesh.ops.bench.BenchCommand;
import io.reactivemesh.ops.demo.DemoCommand;
import io.reactivemesh.ops.redirect.ProxyInitCommand;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code mesh}: the root. A new subcommand is registered here, and nowhere else. */
@Command(
        name = "mesh",
        description = "Reactive Mesh: an event-sourced service mesh.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = VersionCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "1:failed; the reason is on standard error", "2:no such command or option"},
        subcommands = {
            ControllerCommand.class,
            DiagnosticsCommand.class,
            HistoryCommand.class,
            DemoCommand.class,
            ProxyCommand.class,
            ProxyInitCommand.class,
            BenchCommand.class,
            InstallCommand.class,
            VersionCommand.class
        })
final class MeshCommand {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Log what happens inside, to standard error.")
    @SuppressWarnings("UnusedVariable") // Read from the parse result, before any command runs.
    private boolean verbose;

    private final Map<String, String> environment;

    /**
     * The command.
     *
     * @param environment variables of the process
     */
    MeshCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    boolean verbose() {
        return verbose;
    }

    Map<String, String> environment() {
        return environment;
    }
}
