package io.reactivemesh.ops.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * The {@code mesh} command. Exit codes: 0 = done, 1 = failed, 2 = asked for something that does not exist (usage). Standard output
 * carries only data; everything for people goes to standard error.
 */
public final class MeshMain {
    private static final String LOG_LEVEL = "mesh.log.level";

    private MeshMain() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        CommandLine mesh = commandLine(System.getenv())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(mesh.execute(arguments));
    }

    /**
     * The command with all its subcommands.
     *
     * @param environment variables of the process; some stand in for options
     */
    static CommandLine commandLine(Map<String, String> environment) {
        MeshCommand root = new MeshCommand(environment);
        CommandLine mesh = new CommandLine(root);
        mesh.setExecutionStrategy(parsed -> {
            chooseLogLevel(root, parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
        mesh.setExecutionExceptionHandler((failure, command, _) -> {
            if (!(failure instanceof CliFailure)) {
                throw failure;
            }
            command.getErr().println("mesh: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        mesh.setDefaultValueProvider(argument -> argument.isOption()
                        && "--linkerd-namespace".equals(((CommandLine.Model.OptionSpec) argument).longestName())
                ? environment.get("LINKERD_NAMESPACE")
                : null);
        mesh.setCaseInsensitiveEnumValuesAllowed(true);
        return mesh;
    }

    /** Servers log; commands only on request. Has to happen before the first logger is made. */
    private static void chooseLogLevel(MeshCommand root, ParseResult parsed) {
        if (System.getProperty(LOG_LEVEL) != null) {
            return;
        }
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        boolean server = last.commandSpec().userObject() instanceof ControllerCommand;
        // The sidecar's jar, which is on this class path too, brings a log provider of its own.
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
        System.setProperty(LOG_LEVEL, root.verbose() ? "DEBUG" : server ? "INFO" : "OFF");
    }
}
