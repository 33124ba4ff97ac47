package io.reactivemesh.ops.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;

/**
 * One HTTP/1.1 connection to an API server, on a socket of its own and the thread that calls: what it takes on top of the server's own time is
 * as little as there is. One request at a time.
 */
final class ApiSocket implements AutoCloseable {
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Socket socket;
    private final String always;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    private ApiSocket(Socket socket, String always) {
        this.socket = socket;
        this.always = always;
    }

    /**
     * Connects with a client's certificate authority, certificate and token.
     *
     * @param patience longest wait for bytes
     */
    static ApiSocket connect(Config config, Duration patience) throws IOException {
        URI server = URI.create(config.getMasterUrl());
        boolean secure = "https".equals(server.getScheme());
        int port = server.getPort() > 0 ? server.getPort() : secure ? 443 : 80;
        Socket socket;
        try {
            socket = secure
                    ? SSLUtils.sslContext(config).getSocketFactory().createSocket(server.getHost(), port)
                    : new Socket(server.getHost(), port);
        } catch (GeneralSecurityException e) {
            throw new IOException(server + ": the certificates can't be used", e);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        String token = config.getOauthTokenProvider() != null
                ? config.getOauthTokenProvider().getToken()
                : config.getOauthToken();
        return new ApiSocket(
                socket,
                "Host: " + server.getAuthority() + "\r\n"
                        + (token == null || token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n"));
    }

    /** Sends a PUT and reads its answer; throws with the API server's words when it refuses. */
    void put(String path, byte[] json) throws IOException {
        send(
                "PUT " + path + " HTTP/1.1\r\n" + always + "Content-Type: application/json\r\nContent-Length: "
                        + json.length + "\r\n\r\n",
                json);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        while (!isWhole(answer.toByteArray())) {
            read(answer);
        }
        String said = answer.toString(StandardCharsets.UTF_8);
        if (!said.startsWith("HTTP/1.1 2")) {
            throw new IOException("the API server refused a change: " + said);
        }
    }

    /** Sends a GET whose answer does not end; returns when the server has granted it, and told of what there is already. */
    void watch(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\n" + always + "\r\n", new byte[0]);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        String said = "";
        while (!said.contains("\"ADDED\"")) {
            read(answer);
            said = answer.toString(StandardCharsets.UTF_8);
            if (said.contains("\r\n") && !said.startsWith("HTTP/1.1 200")) {
                throw new IOException("the API server refused a watch: " + said);
            }
        }
    }

    /** Blocks until more of an answer is there, whatever it is. */
    void await() throws IOException {
        read(new ByteArrayOutputStream());
    }

    private void send(String head, byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
    }

    private void read(ByteArrayOutputStream into) throws IOException {
        InputStream in = socket.getInputStream();
        int count = in.read(buffer);
        if (count < 0) {
            throw new IOException("the API server closed the connection");
        }
        into.write(buffer, 0, count);
    }

    /** Whether an answer is all there: as long as it said that it would be, or ended by the last of its chunks (RFC 9112, 6 and 7.1). */
    private static boolean isWhole(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int headEnd = text.indexOf("\r\n\r\n");
        if (headEnd < 0) {
            return false;
        }
        for (String line : text.substring(0, headEnd).split("\r\n", -1)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                return answer.length
                        >= headEnd + 4 + Integer.parseInt(line.substring(15).strip());
            }
        }
        return text.endsWith(new String(LAST_CHUNK, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
