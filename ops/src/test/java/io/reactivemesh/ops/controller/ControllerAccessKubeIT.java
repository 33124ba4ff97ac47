package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reactivemesh.ops.controller.Settings.Flag;
import io.reactivemesh.ops.install.ControllerAccess;
import io.reactivemesh.ops.install.InstallValues;
import io.reactivemesh.ops.kube.KubeApi;
import io.reactivemesh.ops.kube.Tables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A controller on a real API server, with exactly the rights that {@code mesh install --rbac} gives it. */
@Tag("kube")
class ControllerAccessKubeIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles/";
    private static final String BINDINGS = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/";
    private static final List<String> KINDS = List.of(
            "Namespace",
            "Node",
            "ServiceAccount",
            "Service",
            "EndpointSlice",
            "Pod",
            "ReplicaSet",
            "Job",
            "ExternalWorkload",
            "Server",
            "ServiceProfile",
            "HTTPRoute",
            "GRPCRoute",
            "HTTPRoute.policy.linkerd.io");

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static KubeApi api;

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    Path folder;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private String namespace;

    @BeforeAll
    static void defineKinds() {
        api = KubeApi.connect();
        api.defineKinds();
    }

    @AfterAll
    static void disconnect() {
        if (api != null) {
            api.close();
        }
    }

    @BeforeEach
    void makeNamespace() {
        namespace = api.createNamespace();
    }

    @AfterEach
    void removeAll() {
        api.delete(ROLES + "linkerd-" + namespace + "-destination");
        api.delete(BINDINGS + "linkerd-" + namespace + "-destination");
        api.deleteNamespace(namespace);
        api.deleteNamespace(namespace + "-other");
    }

    @Test
    void listsAndWatchesEverything() throws Exception {
        grant(role -> {});

        try (AdminClient admin = start()) {
            String ready = admin.await("/ready", "ready\n"::equals);
            for (JsonNode row : Tables.rows("/kube/one-of-each.yaml")) {
                JsonNode each = Tables.in(namespace, row);
                assertThat(api.create(each.get("path").asText(), each.get("object"))
                                .message())
                        .isEmpty();
            }
            String metrics = admin.await("/metrics", text -> KINDS.stream().allMatch(kind -> changes(text, kind) > 0));

            assertThat(ready).isEqualTo("ready\n");
            assertThat(KINDS).allSatisfy(kind -> {
                assertThat(changes(metrics, kind))
                        .describedAs("watched " + kind)
                        .isPositive();
                assertThat(metrics).contains("mesh_source_list_seconds_count{kind=\"" + kind + "\"}");
            });
        }
    }

    static List<Integer> rules() {
        return IntStream.range(0, role().get("rules").size()).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void saysWhatItMayNotRead(int rule) throws Exception {
        List<String> resources = resources(role().get("rules").get(rule));

        grant(role -> ((ArrayNode) role.get("rules")).remove(rule));

        String expected = rule < 2 ? "not ready: the source has not listed" : "degraded: ";
        try (AdminClient admin = start()) {
            String ready = admin.await(
                    "/ready",
                    text -> text.startsWith(expected) && resources.stream().allMatch(text::contains));

            assertThat(ready)
                    .startsWith(expected)
                    .contains(resources)
                    .contains("403 Forbidden", "(expected: a ClusterRole that allows list and watch of it)");
        }
    }

    private interface Change {
        void to(ObjectNode role);
    }

    /** Creates what {@code mesh install --rbac} prints, with another role. */
    private void grant(Change change) {
        ObjectNode granted = JSON.createObjectNode();
        for (ObjectNode object : ControllerAccess.render(new InstallValues(namespace, "test"))) {
            String path = switch (object.get("kind").asText()) {
                case "Namespace" -> "/api/v1/namespaces/" + namespace;
                case "ServiceAccount" -> "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + name(object);
                case "ClusterRole" -> ROLES + name(object);
                case "ClusterRoleBinding" -> BINDINGS + name(object);
                default -> throw new AssertionError(object.get("kind"));
            };
            if (object.get("kind").asText().equals("ClusterRole")) {
                change.to(object);
            }
            assertThat(api.apply(path, object).message()).isEmpty();
            if (object.get("kind").asText().equals("ClusterRole")) {
                granted = object;
            }
        }
        for (JsonNode rule : granted.get("rules")) {
            rule.get("resources")
                    .forEach(resource -> awaitRight(rule.get("apiGroups").get(0).asText(), resource.asText()));
        }
    }

    /** The API server learns of roles as everybody learns of everything: a moment later. */
    private void awaitRight(String group, String resource) {
        ObjectNode review = JSON.createObjectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview");
        ObjectNode spec = review.putObject("spec");
        spec.put("user", "system:serviceaccount:" + namespace + ":linkerd-destination");
        spec.putObject("resourceAttributes")
                .put("verb", "watch")
                .put("group", group)
                .put("resource", resource);
        assertThat(api.awaitCreated(
                                "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                                review,
                                answer -> answer.body().at("/status/allowed").asBoolean())
                        .body()
                        .at("/status/allowed")
                        .asBoolean())
                .isTrue();
    }

    private AdminClient start() throws IOException {
        Flag patience = new Flag("test", "kubernetes.optional-patience", "500ms");
        return new AdminClient(Controller.start(
                TestConfigs.onKubernetes(kubeconfig(), patience), InputStream.nullInputStream(), Map.of()));
    }

    /** Of the ServiceAccount: its token is all that it has. */
    private Path kubeconfig() throws IOException {
        JsonNode token = api.create(
                        "/api/v1/namespaces/" + namespace + "/serviceaccounts/linkerd-destination/token",
                        JSON.readTree(
                                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{}}"))
                .body();
        String text = """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: test, user: {token: %s}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                """.formatted(
                        api.client().getMasterUrl(),
                        api.client().getConfiguration().getCaCertData(),
                        token.at("/status/token").asText());
        return Files.writeString(folder.resolve("kubeconfig"), text);
    }

    private static ObjectNode role() {
        return ControllerAccess.render(new InstallValues("linkerd", "test")).stream()
                .filter(object -> object.get("kind").asText().equals("ClusterRole"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> resources(JsonNode rule) {
        String group = rule.get("apiGroups").get(0).asText();
        List<String> resources = new ArrayList<>();
        StreamSupport.stream(rule.get("resources").spliterator(), false)
                .forEach(resource -> resources.add(resource.asText() + (group.isEmpty() ? "" : "." + group)));
        return resources;
    }

    private static double changes(String metrics, String kind) {
        return metrics.lines()
                .filter(line -> line.startsWith("mesh_source_events_total{")
                        && line.contains("kind=\"" + kind + "\"")
                        && (line.contains("event=\"added\"") || line.contains("event=\"modified\"")))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
