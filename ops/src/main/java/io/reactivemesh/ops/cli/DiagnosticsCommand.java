package io.reactivemesh.ops.cli;

import picocli.CommandLine.Command;

/** {@code mesh diagnostics}: what the control plane tells proxies. */
@Command(
        name = "diagnostics",
        aliases = "dg",
        description = "Shows what the control plane tells proxies.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DiagnosticsEndpointsCommand.class,
            DiagnosticsProfileCommand.class,
            DiagnosticsPolicyCommand.class
        })
final class DiagnosticsCommand {}
