package io.reactivemesh.ops.controller;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/** A controller, seen through its admin server. Closes both. */
final class AdminClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Controller controller;

    AdminClient(Controller controller) {
        this.controller = controller;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + controller.adminAddress().getPort() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks again until the body is as wanted; returns the last one when it never is. */
    String await(String path, Predicate<String> wanted) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        String body = get(path).body();
        while (!wanted.test(body) && Instant.now().isBefore(deadline)) {
            body = get(path).body();
        }
        return body;
    }

    @Override
    public void close() {
        controller.close();
        http.close();
    }
}
