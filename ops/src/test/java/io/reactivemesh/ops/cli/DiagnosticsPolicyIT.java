package io.reactivemesh.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.reactivemesh.ops.controller.Controller;
import io.reactivemesh.ops.controller.TestConfigs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command against a real control plane on a folder of manifests. */
class DiagnosticsPolicyIT {
    private static final String MANIFESTS = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop, annotations: {balancer.linkerd.io/failure-accrual: consecutive}}
            spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: vip, namespace: clients}
            spec:
              parentRefs: [{group: core, kind: Service, name: web, namespace: shop}]
              rules: [{matches: [{headers: [{name: x-user, value: alice}]}]}]
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    static Path folder;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static Controller controller;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(folder.resolve("shop.yaml"), MANIFESTS);
        controller = Controller.start(TestConfigs.onManifests(folder), InputStream.nullInputStream(), Map.of());
        controller.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @Test
    void printsJson() throws IOException {
        Mesh mesh = mesh("svc/web", "80", "-n", "shop", "-o", "json");

        JsonNode policy = new ObjectMapper().readTree(mesh.out());
        assertThat(mesh.exitCode()).isZero();
        assertThat(mesh.err()).isEmpty();
        assertThat(policy.at("/metadata/resource/name").asText()).isEqualTo("web");
        assertThat(policy.at("/protocol/detect/timeout").asText()).isEqualTo("10000ms");
        assertThat(policy.at("/protocol/detect/http1/failure_accrual/consecutive_failures/max_failures")
                        .asInt())
                .isEqualTo(7);
        assertThat(policy.at("/protocol/detect/http1/routes/0/metadata/default").asText())
                .isEqualTo("http");
    }

    @Test
    void printsYamlWithTheSameContent() throws IOException {
        JsonNode yaml =
                new YAMLMapper().readTree(mesh("svc/web", "80", "-n", "shop").out());

        assertThat(yaml.toString())
                .isEqualTo(new ObjectMapper()
                        .readTree(mesh("svc/web", "80", "-n", "shop", "-o", "json")
                                .out())
                        .toString());
    }

    @Test
    void asksAsWhoeverTheTokenSays() throws IOException {
        Mesh mesh = mesh("service/web", "80", "-n", "shop", "-o", "json", "--token", "clients:bot");

        JsonNode route = new ObjectMapper().readTree(mesh.out()).at("/protocol/detect/http2/routes/0");
        assertThat(route.at("/metadata/resource/name").asText()).isEqualTo("vip");
        assertThat(route.at("/rules/0/matches/0/headers/0/exact").asText()).isEqualTo("alice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "svc/none | 80 | none.shop.svc:80: no Service shop/none",
                "web | 80 | resource 'web' (expected: svc/NAME)",
                "svc/ | 80 | resource 'svc/' (expected: svc/NAME)",
                "deploy/web | 80 | resource 'deploy/web' (expected: svc/NAME)",
                "pod/web | 80 | resource 'pod/web': the control plane has no inbound policies yet (expected: svc/NAME)",
                "svc/web | 0 | port '0' (expected: 1..65535)"
            })
    void saysWhatCanNotBeAnswered(String resource, String port, String words) {
        Mesh mesh = mesh(resource, port, "-n", "shop");

        assertThat(mesh.exitCode()).isEqualTo(1);
        assertThat(mesh.out()).isEmpty();
        assertThat(mesh.err().strip()).isEqualTo("mesh: " + words);
    }

    private static Mesh mesh(String... arguments) {
        String address = "127.0.0.1:" + controller.policyAddress().getPort();
        String[] all = new String[arguments.length + 4];
        all[0] = "diagnostics";
        all[1] = "policy";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[arguments.length + 2] = "--api-addr";
        all[arguments.length + 3] = address;
        return Mesh.run(all);
    }
}
