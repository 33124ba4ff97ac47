package io.reactivemesh.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reactivemesh.ops.controller.Controller;
import io.reactivemesh.ops.controller.Settings.Flag;
import io.reactivemesh.ops.controller.TestConfigs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real control plane on a folder of manifests. */
class CommandsIT {
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: NAME, namespace: emojivoto}
            spec:
              clusterIP: IP
              ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080}]
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: NAME-1, namespace: emojivoto, labels: {kubernetes.io/service-name: NAME}}
            addressType: IPv4
            ports: [{name: http, port: 8080, protocol: TCP}]
            endpoints: [ADDRESSES]
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    static Path directory;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static Controller controller;

    @BeforeAll
    static void start() throws Exception {
        write("web", "10.96.0.1", "{addresses: [10.0.0.1]}", "{addresses: [10.0.0.2]}");
        write("empty", "10.96.0.2");
        controller = Controller.start(
                TestConfigs.onManifests(
                        directory.resolve("manifests"),
                        new Flag(
                                "--data-dir",
                                "data-dir",
                                directory.resolve("data").toString())),
                new ByteArrayInputStream(new byte[0]),
                Map.of());
        controller.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @Test
    void printsEndpointsAsATable() {
        Mesh mesh = mesh("diagnostics", "endpoints", "web.emojivoto.svc.cluster.local:80");

        assertThat(mesh.exitCode()).isZero();
        assertThat(mesh.out().lines())
                .containsExactly(
                        "NAMESPACE   IP         PORT   POD   SERVICE",
                        "emojivoto   10.0.0.1   8080         web.emojivoto",
                        "emojivoto   10.0.0.2   8080         web.emojivoto");
        assertThat(mesh.err()).isEmpty();
    }

    @Test
    void printsEndpointsAsJson() throws IOException {
        Mesh mesh = mesh("dg", "ep", "-o", "json", "web.emojivoto.svc.cluster.local:80");

        JsonNode endpoints = new ObjectMapper().readTree(mesh.out());
        assertThat(endpoints).hasSize(2);
        assertThat(endpoints.get(0).get("ip").asText()).isEqualTo("10.0.0.1");
        assertThat(endpoints.get(0).get("port").asInt()).isEqualTo(8080);
        assertThat(endpoints.get(0).get("weight").asInt()).isEqualTo(10_000);
        assertThat(endpoints.get(0).get("labels").get("service").asText()).isEqualTo("web");
    }

    @Test
    void saysThatThereIsNoEndpointAndSucceeds() {
        Mesh mesh = mesh("dg", "ep", "empty.emojivoto.svc.cluster.local:80");

        assertThat(mesh.exitCode()).isZero();
        assertThat(mesh.out()).isEmpty();
        assertThat(mesh.err().strip()).isEqualTo("No endpoints found.");
    }

    @Test
    void failsForAServiceThatDoesNotExist() {
        Mesh mesh = mesh("dg", "ep", "gone.emojivoto.svc.cluster.local:80");

        assertThat(mesh.exitCode()).isEqualTo(1);
        assertThat(mesh.out()).isEmpty();
        assertThat(mesh.err()).startsWith("mesh: gone.emojivoto.svc.cluster.local:80: ");
    }

    @Test
    void printsTheProfileOfAClusterIp() throws IOException {
        Mesh mesh = mesh("dg", "profile", "10.96.0.1:80", "-o", "json");

        JsonNode profile = new ObjectMapper().readTree(mesh.out());
        assertThat(profile.get("fully_qualified_name").asText()).isEqualTo("web.emojivoto.svc.cluster.local");
        assertThat(profile.get("retry_budget").get("ttl").asText()).isEqualTo("10000ms");
    }

    @Test
    void printsTheProfileOfAnAddressThatNobodyOwns() throws IOException {
        Mesh mesh = mesh("dg", "profile", "192.0.2.1:4711");

        JsonNode profile = new ObjectMapper().readTree(mesh.out());
        assertThat(profile.get("endpoint").get("addr").asText()).isEqualTo("192.0.2.1:4711");
    }

    @Test
    void printsWhatChangedWhenAndWhy() throws IOException {
        write("moving", "10.96.0.3", "{addresses: [10.0.0.7]}", "{addresses: [10.0.0.8]}");
        await(
                () -> mesh("dg", "ep", "moving.emojivoto.svc.cluster.local:80"),
                mesh -> mesh.out().contains("10.0.0.8"));
        write("moving", "10.96.0.3", "{addresses: [10.0.0.7]}");

        Mesh history = await(
                () -> mesh("history", "svc/moving", "-n", "emojivoto"),
                mesh -> mesh.out().contains("endpoint removed"));

        assertThat(history.exitCode()).isZero();
        assertThat(history.out().lines().findFirst().orElse("")).matches("TIME +REVISION +EVENT +SUBJECT +CAUSE");
        assertThat(history.out().lines().filter(line -> line.contains("endpoint removed")))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("10.0.0.8"));
    }

    @Test
    void printsTheNewestChangesAsJson() throws IOException {
        Mesh history = await(
                () -> mesh("history", "service", "web", "-n", "emojivoto", "--last", "1", "-o", "json"),
                mesh -> !mesh.out().isEmpty());

        JsonNode change = new ObjectMapper().readTree(history.out());
        assertThat(history.out().lines()).hasSize(1);
        assertThat(Instant.parse(change.get("time").asText())).isBefore(Instant.now());
        assertThat(change.get("epoch").asLong()).isPositive();
    }

    @Test
    void saysThatNothingChanged() {
        Mesh history = mesh("history", "pod/nobody", "-n", "emojivoto");

        assertThat(history.exitCode()).isZero();
        assertThat(history.out()).isEmpty();
        assertThat(history.err().strip()).isEqualTo("No changes recorded for pod emojivoto/nobody.");
    }

    private static Mesh mesh(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--api-addr";
        all[arguments.length + 1] = "127.0.0.1:" + controller.discoveryAddress().getPort();
        return Mesh.run(all);
    }

    private static Mesh await(Supplier<Mesh> command, Predicate<Mesh> wanted) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        Mesh mesh = command.get();
        while (!wanted.test(mesh) && Instant.now().isBefore(deadline)) {
            mesh = command.get();
        }
        assertThat(mesh).matches(wanted);
        return mesh;
    }

    private static void write(String name, String clusterIp, String... addresses) throws IOException {
        Path manifests = Files.createDirectories(directory.resolve("manifests"));
        Files.writeString(
                manifests.resolve(name + ".yaml"),
                SERVICE.replace("NAME", name)
                        .replace("clusterIP: IP", "clusterIP: " + clusterIp)
                        .replace("ADDRESSES", String.join(", ", addresses)));
    }
}
