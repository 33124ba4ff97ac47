package io.reactivemesh.actors.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A bare client of lists and watches, that shows what is on the wire. */
final class WatchProbe implements AutoCloseable {
    static final String ENDED = "ended";
    static final String BROKEN = "broken";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final URI server;

    WatchProbe(URI server) {
        this.server = server;
    }

    HttpResponse<String> get(String target, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(target));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    ObjectNode list(String target) throws IOException, InterruptedException {
        return (ObjectNode) json.readTree(get(target).body());
    }

    /** Names in a list, or the type and name of an event. */
    static String words(JsonNode event) {
        JsonNode object = event.path("object");
        String what = event.path("type").asText().equals("ERROR")
                ? object.path("code").asText()
                : object.at("/metadata/name").asText();
        return event.path("type").asText() + " " + what;
    }

    Stream watch(String target) throws IOException, InterruptedException {
        Stream stream = new Stream();
        stream.read(client.send(
                        HttpRequest.newBuilder(server.resolve(target)).build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body());
        return stream;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** One watch; what arrives waits to be taken. */
    final class Stream {
        private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

        private void read(InputStream body) {
            Thread.ofVirtual().start(() -> {
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                    lines.lines().forEach(this::add);
                    said.add(ENDED);
                } catch (IOException | UncheckedIOException e) {
                    said.add(BROKEN);
                }
            });
        }

        private void add(String line) {
            try {
                JsonNode event = json.readTree(line);
                if (!event.path("type").asText().equals("BOOKMARK")) {
                    said.add(words(event));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The next event that is no bookmark: {@code ADDED web}, {@code ERROR 410}, or how the stream ended. */
        String next() throws InterruptedException {
            String next = said.poll(30, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }

        /** Whether something is there to be taken. */
        boolean isQuiet() {
            return said.isEmpty();
        }
    }
}
