package io.reactivemesh.ops.cli;

import picocli.CommandLine.Command;

/**
 * {@code mesh proxy}, for the help text: the launcher starts a sidecar itself, on the proxy's own lean class path, and never gets here.
 */
@Command(
        name = "proxy",
        description = "Runs one sidecar, configured by LINKERD2_PROXY_* and MESH_PROXY_* environment variables.")
final class ProxyCommand implements Runnable {
    @Override
    public void run() {
        throw new CliFailure("a proxy has its own class path: start it with the mesh launcher (./mesh proxy)");
    }
}
