package io.reactivemesh.ops.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.reactivemesh.ops.install.CustomResources;
import io.reactivemesh.ops.install.InstallValues;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;

/** The API server that {@code KUBECONFIG} names, as its administrator sees it, over plain HTTP: nothing is hidden by a client library. */
public final class KubeApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KubernetesClient client;

    private KubeApi(KubernetesClient client) {
        this.client = client;
    }

    /** Connects; without {@code KUBECONFIG} the test is not run, and says so. */
    public static KubeApi connect() {
        String words = "NOT RUN: there is no KUBECONFIG, and this test needs a real Kubernetes API server";
        if (System.getenv("KUBECONFIG") == null) {
            System.err.println(words);
        }
        Assumptions.assumeTrue(System.getenv("KUBECONFIG") != null, words);
        Config config = Config.autoConfigure(null);
        // The client takes a PKCS #8 key for RSA unless it is told; test clusters have elliptic curves.
        config.setClientKeyAlgo("EC");
        return new KubeApi(new KubernetesClientBuilder().withConfig(config).build());
    }

    /**
     * What the API server said.
     *
     * @param warnings what {@code kubectl} would print beside it
     */
    public record Answer(int status, JsonNode body, List<String> warnings) {
        /** The refusal in words, empty when it is none. */
        public String message() {
            return status < 400 ? "" : body.path("message").asText();
        }

        /** The status of a condition of an object: True, False or Unknown; none = it has no such condition. */
        public String condition(String type) {
            for (JsonNode condition : body.at("/status/conditions")) {
                if (condition.get("type").asText().equals(type)) {
                    return condition.get("status").asText();
                }
            }
            return "none";
        }

        /** Whether a CustomResourceDefinition is served. */
        public boolean isEstablished() {
            return condition("Established").equals("True");
        }
    }

    public KubernetesClient client() {
        return client;
    }

    public Answer get(String path) {
        return send(request(path).method("GET", null, null));
    }

    public Answer create(String path, JsonNode object) {
        return send(request(path).post("application/json", object.toString()));
    }

    /** Server-side apply. */
    public Answer apply(String path, JsonNode object) {
        return send(request(path + "?fieldManager=mesh-test&force=true")
                .method("PATCH", "application/apply-patch+yaml", object.toString()));
    }

    public Answer delete(String path) {
        return send(request(path).method("DELETE", null, null));
    }

    /** Asks again until the answer is as wanted; returns the last one when it never is. */
    public Answer await(String path, Predicate<Answer> wanted) {
        return await(() -> get(path), wanted);
    }

    /** As {@link #await}, for what is asked by creating something. */
    public Answer awaitCreated(String path, JsonNode object, Predicate<Answer> wanted) {
        return await(() -> create(path, object), wanted);
    }

    private static Answer await(Supplier<Answer> ask, Predicate<Answer> wanted) {
        Instant deadline = Instant.now().plus(PATIENCE);
        Answer answer = ask.get();
        while (!wanted.test(answer) && Instant.now().isBefore(deadline)) {
            answer = ask.get();
        }
        return answer;
    }

    /** Teaches it all kinds that the control plane reads: what {@code mesh install --crds} prints, and the routes of the Gateway API. */
    public void defineKinds() {
        List<JsonNode> definitions = new ArrayList<>(CustomResources.render(new InstallValues("linkerd", "test")));
        Tables.rows("/kube/gateway-api.yaml").forEach(definitions::add);
        for (JsonNode definition : definitions) {
            String path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"
                    + definition.at("/metadata/name").asText();
            Answer applied = apply(path, definition);
            if (!await(path, Answer::isEstablished).isEstablished()) {
                throw new IllegalStateException(path + " is not served: " + applied.message());
            }
        }
    }

    /** Makes a namespace of its own for a test. */
    public String createNamespace() {
        String name = "mesh-test-" + UUID.randomUUID().toString().substring(0, 8);
        Answer made = create(
                "/api/v1/namespaces",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("apiVersion", "v1")
                        .put("kind", "Namespace")
                        .set("metadata", JsonNodeFactory.instance.objectNode().put("name", name)));
        if (made.status() != 201) {
            throw new IllegalStateException("namespace " + name + ": " + made.message());
        }
        return name;
    }

    /** Starts to remove a namespace with all that is in it. */
    public void deleteNamespace(String name) {
        delete("/api/v1/namespaces/" + name);
    }

    private HttpRequest.Builder request(String path) {
        String server = client.getMasterUrl().toString().replaceAll("/$", "");
        return client.getHttpClient().newHttpRequestBuilder().uri(URI.create(server + path));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.getHttpClient()
                    .sendAsync(request.build(), String.class)
                    .get(30, TimeUnit.SECONDS);
            return new Answer(response.code(), JSON.readTree(response.body()), response.headers("Warning"));
        } catch (IOException e) {
            throw new IllegalStateException("the API server did not answer with JSON", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the API server did not answer", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
