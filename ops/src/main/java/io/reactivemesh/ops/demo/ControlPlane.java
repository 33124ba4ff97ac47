package io.reactivemesh.ops.demo;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the demo's control plane listens and how it is started: as its own process, by the same command a person would type. The demo finds
 * it on loopback.
 *
 * @param bind the address that it listens on; loopback is among it
 * @param host where pods find it
 * @param ports of its listeners
 */
record ControlPlane(String bind, String host, Ports ports) {
    /** Where the commands of the CLI look when nobody tells them otherwise. */
    static final String LOCAL = "127.0.0.1";

    /** Of discovery, of policies, and of readiness and metrics. */
    record Ports(int discovery, int policy, int admin) {}

    InetSocketAddress discovery() {
        return Addresses.at(host, ports.discovery());
    }

    InetSocketAddress policy() {
        return Addresses.at(host, ports.policy());
    }

    /** What has to be free for it to start. */
    List<InetSocketAddress> listeners() {
        return Stream.of(ports.discovery(), ports.policy(), ports.admin())
                .map(port -> Addresses.at(bind, port))
                .toList();
    }

    URI ready() {
        return URI.create("http://" + LOCAL + ":" + ports.admin() + "/ready");
    }

    /** What a person gives to {@code --api-addr}. */
    String apiAddress() {
        return LOCAL + ":" + ports.discovery();
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
                Integer.toString(ports.discovery()),
                "--policy-port",
                Integer.toString(ports.policy()),
                "--admin-port",
                Integer.toString(ports.admin()));
    }
}
