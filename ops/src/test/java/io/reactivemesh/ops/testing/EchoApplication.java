package io.reactivemesh.ops.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** An application that knows nothing of proxies: {@code IP HTTP_PORT ECHO_PORT}; says "ready" when it serves. */
public final class EchoApplication {
    private EchoApplication() {}

    public static void main(String[] arguments) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", exchange -> {
            byte[] body = ("you asked " + exchange.getRequestHeaders().getFirst("Host") + " for "
                            + exchange.getRequestURI() + "\n")
                    .getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        try (ServerSocket echo = new ServerSocket()) {
            echo.bind(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[2])));
            System.out.println("ready");
            while (true) {
                Socket socket = echo.accept();
                Thread.ofVirtual().start(() -> echo(socket));
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The client left in the middle: nobody to tell.
            System.out.println(e.getMessage());
        }
    }
}
