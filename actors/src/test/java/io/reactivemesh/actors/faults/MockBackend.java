package io.reactivemesh.actors.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * fabric8's CRUD mock, made to answer reads as an API server does. The mock itself begins each watch with all that there is, whatever version
 * was asked for, never tells what was deleted meanwhile, and knows neither bookmarks nor pages. So it is watched once per collection, and what
 * it tells is kept in a {@link History}, from which lists and watches are served. Writes go to the mock directly.
 */
public final class MockBackend implements ApiBackend {
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("namespaces", "Namespace"),
            Map.entry("nodes", "Node"),
            Map.entry("pods", "Pod"),
            Map.entry("services", "Service"),
            Map.entry("serviceaccounts", "ServiceAccount"),
            Map.entry("endpointslices", "EndpointSlice"),
            Map.entry("replicasets", "ReplicaSet"),
            Map.entry("jobs", "Job"),
            Map.entry("serviceprofiles", "ServiceProfile"),
            Map.entry("servers", "Server"),
            Map.entry("externalworkloads", "ExternalWorkload"),
            Map.entry("customresourcedefinitions", "CustomResourceDefinition"));

    /** Kinds that this cluster does not have, as most: nothing edits them here. */
    private static final Set<String> ABSENT = Set.of("httproutes", "grpcroutes");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, History> histories = new ConcurrentHashMap<>();
    private final URI mock;

    /**
     * Asks a mock.
     *
     * @param mock its address, plain HTTP
     */
    public MockBackend(URI mock) {
        this.mock = mock;
    }

    @Override
    public boolean compact() {
        histories.values().forEach(History::compact);
        return true;
    }

    @Override
    public Answer answer(Call call) throws IOException, InterruptedException {
        if (call.verb() != Call.Verb.LIST) {
            HttpResponse<String> response = get(call.target());
            return new Answer(response.statusCode(), response.body());
        }
        if (ABSENT.contains(call.resource())) {
            return refusal(404, "the server could not find the requested resource");
        }
        ObjectNode list = history(call).list(call.parameter("limit"), call.parameter("continue"));
        return list == null
                ? refusal(410, "The provided continue parameter is too old")
                : new Answer(200, list.toString());
    }

    @Override
    public Watch watch(Call call) throws IOException, InterruptedException {
        String version = call.parameter("resourceVersion");
        String timeout = call.parameter("timeoutSeconds");
        return new Watch.Granted(history(call)
                .watch(
                        version == null || version.equals("0") ? null : Long.valueOf(version),
                        "true".equals(call.parameter("allowWatchBookmarks")),
                        timeout == null ? null : Integer.valueOf(timeout)));
    }

    private History history(Call call) throws IOException, InterruptedException {
        if (call.parameter("labelSelector") != null
                || call.parameter("fieldSelector") != null
                || call.parameter("sendInitialEvents") != null
                || call.path().contains("/namespaces/")) {
            throw new IllegalArgumentException(call.target()
                    + ": only whole collections are kept (expected: no selector, no namespace, no streamed list)");
        }
        History known = histories.get(call.path());
        return known != null ? known : open(call);
    }

    /** Begins to watch a collection, and waits until everything in it is known. */
    private synchronized History open(Call call) throws IOException, InterruptedException {
        History known = histories.get(call.path());
        if (known != null) {
            return known;
        }
        String kind = KINDS.get(call.resource());
        if (kind == null) {
            throw new IllegalArgumentException(call.resource() + ": its kind is not known here (expected: one of "
                    + KINDS.keySet() + ", or another line in that table)");
        }
        String version = call.path().substring(0, call.path().lastIndexOf('/'));
        History history = new History(version.replaceFirst("^/apis?/", ""), kind);
        URI watch = URI.create(mock.toString().replaceFirst("^http", "ws")).resolve(call.path() + "?watch=true");
        client.newWebSocketBuilder().buildAsync(watch, new Listener(history)).join();
        JsonNode items = json.readTree(get(call.path()).body()).path("items");
        if (!history.awaitAll(items)) {
            throw new IOException(call.path() + ": the mock's watch does not tell what its list does");
        }
        histories.put(call.path(), history);
        return history;
    }

    private HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(mock.resolve(target)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Answer refusal(int status, String message) {
        return new Answer(status, Status.of(status, message).toString());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** Takes in what the mock tells. */
    private final class Listener implements WebSocket.Listener {
        private final History history;
        private final StringBuilder event = new StringBuilder();

        private Listener(History history) {
            this.history = history;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            event.append(data);
            if (last) {
                try {
                    JsonNode said = json.readTree(event.toString());
                    history.observe(said.path("type").asText(), (ObjectNode) said.get("object"));
                } catch (JsonProcessingException e) {
                    throw new UncheckedIOException(e);
                }
                event.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }
    }
}
