package io.reactivemesh.ops.cli;

import picocli.CommandLine.Option;

/** Where the control plane is. */
final class ApiOptions {
    @Option(
            names = "--api-addr",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8086",
            description = "The control plane's discovery services (default: ${DEFAULT-VALUE}).")
    private String address = "";

    ControlPlaneClient connect() {
        int colon = address.lastIndexOf(':');
        String port = address.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new CliFailure("--api-addr: '" + address + "' (expected: HOST:PORT)");
        }
        return new ControlPlaneClient(address.substring(0, colon), Integer.parseInt(port));
    }
}
