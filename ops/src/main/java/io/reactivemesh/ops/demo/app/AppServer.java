package io.reactivemesh.ops.demo.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The HTTP/1.1 server of one application container: exact paths, whole bodies, one virtual thread a request. */
final class AppServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, Function<Request, Answer>> handlers = new HashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** A request: only what the demo application looks at. */
    record Request(String method, Map<String, String> query) {
        /** A query parameter, decoded; null = absent. */
        @Nullable
        String parameter(String name) {
            return query.get(name);
        }
    }

    /** An answer with its whole body. */
    record Answer(int status, String contentType, String body) {
        static Answer json(int status, Object value) {
            try {
                return new Answer(status, "application/json", JSON.writeValueAsString(value));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a value without JSON form: " + value, e);
            }
        }

        static Answer html(String page) {
            return new Answer(200, "text/html; charset=utf-8", page);
        }

        static Answer error(int status, String reason) {
            return json(status, Map.of("error", reason));
        }
    }

    /**
     * Binds.
     *
     * @throws IOException when the address cannot be bound
     */
    AppServer(InetSocketAddress address) throws IOException {
        server = HttpServer.create(address, 256);
        server.setExecutor(threads);
        server.createContext("/", exchange -> write(exchange, answer(exchange)));
    }

    /** Adds a path; before {@link #start}. */
    AppServer on(String path, Function<Request, Answer> handler) {
        handlers.put(path, handler);
        return this;
    }

    AppServer start() {
        server.start();
        return this;
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    private Answer answer(HttpExchange exchange) {
        URI uri = exchange.getRequestURI();
        Function<Request, Answer> handler = handlers.get(uri.getPath());
        if (handler == null) {
            return Answer.error(404, "no such path");
        }
        try {
            return handler.apply(new Request(exchange.getRequestMethod(), query(uri.getRawQuery())));
        } catch (BackendException e) {
            return Answer.error(e.status(), String.valueOf(e.getMessage()));
        }
    }

    private static void write(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            exchange.getResponseHeaders().set("content-type", answer.contentType());
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return Map.of();
        }
        Map<String, String> parameters = new HashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.put(
                    URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return parameters;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
