package io.reactivemesh.ops.bench;

import picocli.CommandLine.Command;

/** {@code mesh bench}: what we cost, and our peers beside us. */
@Command(
        name = "bench",
        description = "Measures what Reactive Mesh costs beside its peers, in one run.",
        subcommands = {BenchProxyCommand.class, BenchDiscoveryCommand.class, BenchSoakCommand.class})
public final class BenchCommand {}
