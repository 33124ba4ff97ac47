package io.reactivemesh.ops.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP/1.1 server of which a test decides every byte, on loopback. */
final class FakeApiServer implements AutoCloseable {
    /** Says the bytes of an answer; the connection lasts for as long as the client's. */
    interface Answers {
        void answer(Request request, OutputStream out) throws Exception;
    }

    /**
     * What a client sent.
     *
     * @param head request line and fields, with the empty line
     */
    record Request(String head, String body) {
        String line() {
            return head.lines().findFirst().orElse("");
        }
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Answers answers;

    FakeApiServer(Answers answers) throws IOException {
        this.answers = answers;
        Thread.ofVirtual().start(this::accept);
    }

    /** A client's way to it, as whoever has a token. */
    Config config(String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://" + address())
                .withOauthToken(token)
                .build();
    }

    String address() {
        return listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    int connections() {
        return connections.size();
    }

    /** Ends every connection. */
    void hangUp() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        hangUp();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            while (true) {
                Request request = read(in);
                requests.add(request);
                answers.answer(request, connection.getOutputStream());
            }
        } catch (Exception e) {
            // The client is gone, or the test wants it to be: either way it sees the connection end.
        }
    }

    private static Request read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no more requests");
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.US_ASCII);
        int length = text.lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
                .findFirst()
                .orElse(0);
        return new Request(text, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }
}
