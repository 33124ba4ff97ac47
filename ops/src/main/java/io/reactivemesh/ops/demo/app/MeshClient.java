package io.reactivemesh.ops.demo.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * How a container calls other services. Where connections are redirected it just calls them, and knows nothing of a proxy. Where they are not
 * it asks its pod's proxy as one asks a forward proxy: {@code GET http://web-svc.emojivoto.svc.cluster.local/…}. Any thread; blocks it.
 */
final class MeshClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;

    /**
     * @param proxy null = connections are redirected
     */
    MeshClient(DemoApp.@Nullable ForwardProxy proxy) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .executor(threads);
        if (proxy != null) {
            builder.localAddress(proxy.source()).proxy(ProxySelector.of(proxy.address()));
        }
        http = builder.build();
    }

    /** A service's answer; the body is a JSON null where there was no JSON. */
    record Reply(int status, JsonNode body) {
        boolean ok() {
            return status < 400;
        }
    }

    Reply get(String host, String path) throws InterruptedException {
        return send(host, HttpRequest.newBuilder(uri(host, path)).GET());
    }

    Reply post(String host, String path) throws InterruptedException {
        return send(host, HttpRequest.newBuilder(uri(host, path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** A query parameter's value, encoded. */
    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static URI uri(String host, String path) {
        return URI.create("http://" + host + path);
    }

    private Reply send(String host, HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<byte[]> response =
                    http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
            String type = response.headers().firstValue("content-type").orElse("");
            return new Reply(
                    response.statusCode(),
                    type.startsWith("application/json") ? JSON.readTree(response.body()) : JSON.nullNode());
        } catch (IOException e) {
            throw new BackendException(502, host + ": " + e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
