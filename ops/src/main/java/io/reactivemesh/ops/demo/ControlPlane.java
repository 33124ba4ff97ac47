package io.reactivemesh.ops.demo;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the demo's control plane listens and how it is started: as its own process, by the same command a person would type.
 *
 * @param host a loopback address; the commands of the CLI look at 127.0.0.1 when nobody tells them otherwise
 */
record ControlPlane(String host) {
    static final ControlPlane DEFAULT = new ControlPlane("127.0.0.1");

    private static final int DISCOVERY_PORT = 8086;
    private static final int POLICY_PORT = 8090;
    private static final int ADMIN_PORT = 9990;

    InetSocketAddress discovery() {
        return Addresses.at(host, DISCOVERY_PORT);
    }

    /** Nobody listens there yet; proxies are told all the same, as the injector does. */
    InetSocketAddress policy() {
        return Addresses.at(host, POLICY_PORT);
    }

    InetSocketAddress admin() {
        return Addresses.at(host, ADMIN_PORT);
    }

    URI ready() {
        return URI.create("http://" + host + ":" + ADMIN_PORT + "/ready");
    }

    /** What a person gives to {@code --api-addr}. */
    String apiAddress() {
        return host + ":" + DISCOVERY_PORT;
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
                host,
                "--port",
                Integer.toString(DISCOVERY_PORT),
                "--admin-port",
                Integer.toString(ADMIN_PORT));
    }
}
