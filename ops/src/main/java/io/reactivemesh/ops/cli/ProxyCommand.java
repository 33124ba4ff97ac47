package io.reactivemesh.ops.cli;

import io.reactivemesh.proxy.ProxyMain;
import picocli.CommandLine.Command;

/**
 * {@code mesh proxy}. The launcher starts {@link ProxyMain} itself, on the proxy's own class path; this command is for those who start this
 * class without the launcher, and for the help text. Exit codes are {@link ProxyMain}'s.
 */
@Command(
        name = "proxy",
        description = "Runs one sidecar, configured by LINKERD2_PROXY_* and MESH_PROXY_* environment variables.")
final class ProxyCommand implements Runnable {
    @Override
    public void run() {
        ProxyMain.main(new String[0]);
    }
}
