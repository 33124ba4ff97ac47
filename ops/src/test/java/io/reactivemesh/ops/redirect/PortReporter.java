package io.reactivemesh.ops.redirect;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Listens on the ports that it is told, on all addresses; tells who connects which port that was, and hangs up. */
final class PortReporter {
    private PortReporter() {}

    public static void main(String[] ports) throws IOException {
        for (String port : ports) {
            ServerSocket listener = new ServerSocket();
            listener.bind(new InetSocketAddress("::", Integer.parseInt(port)));
            Thread.ofPlatform().start(() -> serve(listener, port));
        }
    }

    private static void serve(ServerSocket listener, String port) {
        while (true) {
            try (Socket socket = listener.accept()) {
                socket.getOutputStream().write((port + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // A client that is gone again; the next one counts.
            }
        }
    }
}
