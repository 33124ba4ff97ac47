package io.reactivemesh.ops.demo;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the demo's control plane listens and how it is started: as its own process, by the same command a person would type. The demo finds
 * it on loopback.
 *
 * @param bind the address that it listens on; loopback is among it
 * @param host where pods find it
 * @param port of discovery
 */
record ControlPlane(String bind, String host, int port, int adminPort) {
    /** Where the commands of the CLI look when nobody tells them otherwise. */
    static final String LOCAL = "127.0.0.1";

    private static final int POLICY_PORT = 8090;

    InetSocketAddress discovery() {
        return Addresses.at(host, port);
    }

    /** Nobody listens there yet; proxies are told all the same, as the injector does. */
    InetSocketAddress policy() {
        return Addresses.at(host, POLICY_PORT);
    }

    /** What has to be free for it to start. */
    List<InetSocketAddress> listeners() {
        return List.of(Addresses.at(bind, port), Addresses.at(bind, adminPort));
    }

    URI ready() {
        return URI.create("http://" + LOCAL + ":" + adminPort + "/ready");
    }

    /** What a person gives to {@code --api-addr}. */
    String apiAddress() {
        return LOCAL + ":" + port;
    }

    List<String> command(String launcher, Path manifests, Path dataDirectory) {
        return List.of(
                launcher,
                "controller",
                "--source",
                manifests.toString(),
                "--data-dir",
                dataDirectory.toString(),
                "--bind",
                bind,
                "--port",
                Integer.toString(port),
                "--admin-port",
                Integer.toString(adminPort));
    }
}
