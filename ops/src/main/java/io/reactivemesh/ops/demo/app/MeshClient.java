package io.reactivemesh.ops.demo.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/**
 * How a container calls other services: through the outbound side of its own pod's proxy. Nothing redirects connections here, so the
 * proxy is told as a forward proxy is: {@code GET http://web-svc.emojivoto.svc.cluster.local/…}. Any thread; blocks it.
 */
final class MeshClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;

    /**
     * @param source the pod's own address, from which it calls
     * @param proxy the pod's outbound proxy
     */
    MeshClient(InetAddress source, InetSocketAddress proxy) {
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(source)
                .proxy(ProxySelector.of(proxy))
                .connectTimeout(TIMEOUT)
                .executor(threads)
                .build();
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
