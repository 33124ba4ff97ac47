package io.reactivemesh.ops.redirect;

import static io.reactivemesh.ops.redirect.MeshedPods.ANYBODY;
import static io.reactivemesh.ops.redirect.MeshedPods.ROOT;
import static io.reactivemesh.ops.redirect.MeshedPods.program;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.ops.testing.TwoPods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that everybody has, through a pair of proxies that they know nothing of. */
@Timeout(180)
final class RealClientsIT {
    private static final String SERVER = TwoPods.SERVER_IP;

    /** Says what it was sent; keeps connections. */
    private static final String HTTP_SERVER = """
            import hashlib, http.server
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def body(self):
                    if self.headers.get("transfer-encoding") == "chunked":
                        parts = []
                        while size := int(self.rfile.readline().split(b";")[0], 16):
                            parts.append(self.rfile.read(size)); self.rfile.readline()
                        self.rfile.readline()
                        return b"".join(parts)
                    return self.rfile.read(int(self.headers.get("content-length", 0)))
                def do_POST(self):
                    text = hashlib.sha256(self.body()).hexdigest().encode()
                    self.send_response(200 if self.path != "/absent" else 404)
                    self.send_header("content-length", str(len(text)))
                    self.end_headers()
                    if self.command != "HEAD": self.wfile.write(text)
                do_GET = do_HEAD = do_PUT = do_POST
            http.server.ThreadingHTTPServer(("0.0.0.0", 8080), Handler).serve_forever()
            """;

    /** Speaks first, then line by line. */
    private static final String GREETING_SERVER = """
            import socketserver
            class Handler(socketserver.StreamRequestHandler):
                def handle(self):
                    self.wfile.write(b"220 mail.test ESMTP\\r\\n")
                    for line in self.rfile:
                        self.wfile.write(b"221 bye\\r\\n" if line.startswith(b"QUIT") else b"250 " + line)
                        if line.startswith(b"QUIT"): return
            class Server(socketserver.ThreadingTCPServer):
                allow_reuse_address = True
            Server(("0.0.0.0", 25), Handler).serve_forever()
            """;

    private static final String GREETING_CLIENT = """
            import socket, sys
            with socket.create_connection((sys.argv[1], int(sys.argv[2])), 30) as peer:
                lines = peer.makefile("rwb")
                said = [lines.readline()]
                for line in (b"EHLO client\\r\\n", b"QUIT\\r\\n"):
                    lines.write(line); lines.flush(); said.append(lines.readline())
                print(b"".join(said).decode().replace("\\r\\n", "|"))
            """;

    @TempDir
    private static Path folder;

    private static @Nullable MeshedPods pods;

    @BeforeAll
    static void startPods() throws InterruptedException {
        pods = new MeshedPods(folder);
    }

    @AfterAll
    static void stopPods() {
        if (pods != null) {
            pods.close();
        }
    }

    private static MeshedPods pods() {
        return Objects.requireNonNull(pods);
    }

    private static String client(String... command) throws InterruptedException {
        return pods().client(command);
    }

    @Test
    void curlSpeaksHttp1() throws Exception {
        program("curl", "curl");
        pods().serve("http", ANYBODY, 8080, program("python3", "python3").toString(), "-c", HTTP_SERVER);
        Path large = folder.resolve("large");
        Files.write(large, new byte[10_000_000]);
        String url = "http://" + SERVER + ":8080/";
        String hash = pods().client(ROOT, "sha256sum", large.toString()).substring(0, 64);

        assertThat(client("curl", "-sS", "-H", "expect: 100-continue", "--data-binary", "@" + large, url))
                .isEqualTo(hash);
        assertThat(client("curl", "-sS", "-H", "transfer-encoding: chunked", "--data-binary", "@" + large, url))
                .isEqualTo(hash);
        assertThat(client("curl", "-sS", "-T", large.toString(), url)).isEqualTo(hash);
        assertThat(client("curl", "-sS", "-I", url)).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(client(
                        "curl",
                        "-sS",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code} %{num_connects};",
                        url + "absent",
                        "-o",
                        "/dev/null",
                        url))
                .isEqualTo("404 1;200 0;");
        assertThat(pods().inboundMetrics("response_total{direction=\"inbound\""))
                .anyMatch(line -> line.contains(":8080"));
    }

    @Test
    void http2ClientsSpeakHttp2() throws InterruptedException {
        String nghttp = program("nghttp", "nghttp2-client").toString();
        String h2load = program("h2load", "nghttp2-client").toString();
        String nghttpd = program("nghttpd", "nghttp2-server").toString();
        pods().serve("nghttpd", ANYBODY, 8081, nghttpd, "--no-tls", "-d", "/etc", "8081");
        String url = "http://" + SERVER + ":8081/hostname";

        assertThat(client(
                        "curl",
                        "-sS",
                        "--http2-prior-knowledge",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_version} %{http_code}",
                        url))
                .isEqualTo("2 200");
        assertThat(client(nghttp, "-nv", url)).contains(":status: 200");
        assertThat(client(h2load, "-n", "2000", "-c", "4", "-m", "25", url))
                .contains("2000 succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("status codes: 2000 2xx");
    }

    @Test
    void pgbenchTalksToPostgres() throws Exception {
        String initdb = postgres("initdb");
        String server = postgres("postgres");
        String pgbench = postgres("pgbench");
        Path data = Files.createDirectory(folder.resolve("postgres"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path cluster = data.resolve("cluster");
        assertThat(TwoPods.output(
                        pods().pods().server(),
                        ANYBODY,
                        initdb,
                        "-D",
                        cluster.toString(),
                        "-A",
                        "trust",
                        "-U",
                        "test",
                        "--no-sync"))
                .contains("Success");
        Files.writeString(
                cluster.resolve("pg_hba.conf"),
                "host all all 0.0.0.0/0 trust\n",
                java.nio.file.StandardOpenOption.APPEND);
        pods().serve("postgres", ANYBODY, 5432, server, "-D", cluster.toString(), "-h", "*", "-k", "", "-F");
        String[] database = {"-h", SERVER, "-U", "test", "postgres"};

        pods().pods()
                .await(
                        "a database",
                        () -> client(join(new String[] {pgbench, "-i", "-q"}, database))
                                .contains("done in"));
        String result = client(join(new String[] {pgbench, "-c", "4", "-t", "200"}, database));

        assertThat(result).contains("number of transactions actually processed: 800/800");
        assertThat(pods().inboundMetrics("tcp_open_total{direction=\"inbound\""))
                .anyMatch(line -> line.contains(":5432"));
    }

    @Test
    void aServerThatSpeaksFirstIsHeard() throws InterruptedException {
        String python = program("python3", "python3").toString();
        pods().serve("greeting", ROOT, 25, python, "-c", GREETING_SERVER);
        String conversation = "220 mail.test ESMTP|250 EHLO client|221 bye|\n";

        assertThat(client(python, "-c", GREETING_CLIENT, SERVER, "25")).isEqualTo(conversation);
    }

    private static String postgres(String name) throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> found = Files.list(versions)) {
                for (Path version : found.sorted().toList()) {
                    Path candidate = version.resolve("bin").resolve(name);
                    if (Files.isExecutable(candidate)) {
                        return candidate.toString();
                    }
                }
            }
        }
        return program(name, "postgresql").toString();
    }

    private static String[] join(String[] command, String[] more) {
        return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
    }
}
