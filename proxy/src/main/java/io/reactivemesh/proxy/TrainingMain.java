package io.reactivemesh.proxy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A sidecar's life in a second: start, requests through both of its sides, some bytes that are not HTTP, a scrape, drain. The
 * build runs it under {@code -XX:AOTCacheOutput}, so that the start-up cache holds the classes that every sidecar needs, and no
 * others: what is in it is in memory. Everything happens on loopback, on ports that the system chooses, and the control plane is
 * away. Exit code 0: all of it went well.
 */
public final class TrainingMain {

    private static final int REQUESTS = 50;

    /** A port where nobody listens. */
    private static final int NOBODY = 1;

    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    private static final String NOT_HTTP = "these bytes are no request\n";
    private static final String METRICS =
            "GET /metrics HTTP/1.1\r\nhost: a\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n";

    private TrainingMain() {}

    /** Runs once. */
    public static void main(String[] arguments) throws IOException {
        try (ServerSocket application = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> serve(application));
            Map<String, String> environment = Map.of(
                    "LINKERD2_PROXY_DESTINATION_SVC_ADDR", "127.0.0.1:" + NOBODY,
                    "LINKERD2_PROXY_ADMIN_LISTEN_ADDR", "127.0.0.1:0",
                    "LINKERD2_PROXY_INBOUND_LISTEN_ADDR", "127.0.0.1:0",
                    "LINKERD2_PROXY_OUTBOUND_LISTEN_ADDRS", "127.0.0.1:0",
                    "LINKERD2_PROXY_INBOUND_DEFAULT_POLICY", "all-unauthenticated",
                    "LINKERD2_PROXY_LOG", "info",
                    "MESH_PROXY_IDENTITY_DISABLED", "true",
                    "MESH_PROXY_INBOUND_BINDINGS", "127.0.0.1:0=127.0.0.1:" + application.getLocalPort());
            ProxyMain.configureLog(environment);
            ProxyProcess proxy = ProxyProcess.start(ProxyConfig.parse(environment, 1), environment);
            InetSocketAddress beside = proxy.addresses().inbound().getLast();
            requests(proxy.addresses().outbound().getFirst(), beside);
            expect(beside, NOT_HTTP, "no");
            expect(proxy.admin(), METRICS, "HTTP/1.1 200");
            proxy.end();
        }
        // The proxy's shutdown hook would halt where an ordinary exit is wanted: what is recorded is written at the
        // exit.
        System.exit(0);
    }

    private static void requests(InetSocketAddress proxy, InetSocketAddress endpoint) throws IOException {
        byte[] request = bytes("GET / HTTP/1.1\r\nhost: 127.0.0.1:" + endpoint.getPort() + "\r\n\r\n");
        try (Socket client = new Socket(proxy.getAddress(), proxy.getPort())) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            for (int i = 0; i < REQUESTS; i++) {
                client.getOutputStream().write(request);
                require(new String(in.readNBytes(OK.length()), StandardCharsets.ISO_8859_1), OK);
            }
        }
    }

    private static void expect(InetSocketAddress address, String sent, String begin) throws IOException {
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            client.getOutputStream().write(bytes(sent));
            client.shutdownOutput();
            require(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1), begin);
        }
    }

    private static void require(String received, String begin) {
        if (!received.startsWith(begin)) {
            throw new IllegalStateException("training: received '" + received + "' (expected: " + begin + "…)");
        }
    }

    /** The application: answers each empty line, and what ends without one. */
    private static void serve(ServerSocket listener) {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofPlatform().daemon().start(() -> answer(client));
            }
        } catch (IOException e) {
            // Closed: the training is over.
        }
    }

    private static void answer(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = new BufferedOutputStream(connection.getOutputStream());
            int newlines = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
                if (newlines == 2) {
                    out.write(bytes(OK));
                    out.flush();
                }
            }
            out.write(bytes("no"));
            out.flush();
        } catch (IOException e) {
            // The proxy has closed the connection; whoever waits for an answer says so.
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
