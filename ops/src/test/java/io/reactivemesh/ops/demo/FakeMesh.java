package io.reactivemesh.ops.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for control plane, proxy and application: is started as they are, gets ready, counts traffic that never was. Leaves a file named
 * by its pid in the folder that it is told first.
 */
final class FakeMesh {
    private FakeMesh() {}

    public static void main(String[] arguments) throws IOException {
        Path pids = Path.of(arguments[0]);
        List<String> words = List.of(arguments).subList(1, arguments.length);
        if (words.getFirst().equals("controller")) {
            int port = Integer.parseInt(words.get(words.indexOf("--admin-port") + 1));
            serve(new InetSocketAddress(words.get(words.indexOf("--bind") + 1), port), () -> "");
        } else if (words.getFirst().equals("demo-app")) {
            serve(new InetSocketAddress(Integer.parseInt(words.get(2))), () -> "");
        } else {
            String[] admin = required("LINKERD2_PROXY_ADMIN_LISTEN_ADDR").split(":", 2);
            String direction = System.getenv("LINKERD2_PROXY_INBOUND_PORTS") == null ? "outbound" : "inbound";
            long started = System.nanoTime();
            serve(
                    new InetSocketAddress(admin[0], Integer.parseInt(admin[1])),
                    () -> metrics(direction, (System.nanoTime() - started) / 1_000_000));
        }
        Files.writeString(pids.resolve(Long.toString(ProcessHandle.current().pid())), String.join(" ", words));
    }

    private static String required(String name) {
        @Nullable String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(name);
        }
        return value;
    }

    private static String metrics(String direction, long count) {
        String labels = "{direction=\"" + direction + "\",target_port=\"8080\"";
        return "response_total" + labels + ",classification=\"success\"} " + count + "\n"
                + "response_latency_ms_bucket" + labels + ",le=\"1\"} " + count + "\n"
                + "response_latency_ms_bucket" + labels + ",le=\"+Inf\"} " + count + "\n";
    }

    private static void serve(InetSocketAddress address, Supplier<String> metrics) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] body = (path.equals("/metrics") ? metrics.get() : "ready\n").getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }
}
