package io.reactivemesh.ops.bench;

import picocli.CommandLine.Command;

/** {@code mesh bench}: what we cost, beside peers measured in the same run. */
@Command(
        name = "bench",
        description = "Measures what Reactive Mesh costs beside its peers, in one run.",
        subcommands = BenchProxyCommand.class)
public final class BenchCommand {}
