package io.reactivemesh.ops.cli;

import picocli.CommandLine.Option;

/** Where the control plane is. */
final class ApiOptions {
    @Option(
            names = "--api-addr",
            paramLabel = "HOST:PORT",
            description = "The control plane's services (default: ${DEFAULT-VALUE}).")
    private String address;

    private ApiOptions(String address) {
        this.address = address;
    }

    /** Of discovery. */
    static ApiOptions discovery() {
        return new ApiOptions("127.0.0.1:8086");
    }

    /** Of policies. */
    static ApiOptions policy() {
        return new ApiOptions("127.0.0.1:8090");
    }

    ControlPlaneClient connect() {
        int colon = address.lastIndexOf(':');
        String port = address.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new CliFailure("--api-addr: '" + address + "' (expected: HOST:PORT)");
        }
        return new ControlPlaneClient(address.substring(0, colon), Integer.parseInt(port));
    }
}
