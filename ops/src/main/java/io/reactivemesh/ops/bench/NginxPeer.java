package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** nginx with one worker: as the origin of all measurements, and as a proxy beside ours. */
final class NginxPeer {
    /** Where distributions put it; as a file of its own it has to be loaded. */
    private static final List<Path> STREAM_MODULES = List.of(
            Path.of("/usr/lib/nginx/modules/ngx_stream_module.so"),
            Path.of("/usr/lib64/nginx/modules/ngx_stream_module.so"));

    private NginxPeer() {}

    /** Two addresses of one nginx that answers 24 bytes, or a large file; what every proxy balances over. */
    static Peer origin(Path directory, int port) throws IOException {
        try (RandomAccessFile bulk =
                new RandomAccessFile(directory.resolve("bulk").toFile(), "rw")) {
            bulk.setLength(ProxyWork.BULK_BYTES);
        }
        return start(directory, "origin", new InetSocketAddress("127.0.0.1", port), "", """
                server {
                  listen 127.0.0.1:%1$d; listen 127.0.0.2:%1$d;
                  keepalive_requests 1000000000; keepalive_timeout 1h;
                  location / { return 200 "reactive mesh benchmark\\n"; }
                  location = %2$s { sendfile on; alias %3$s/bulk; }
                }""".formatted(
                        port, ProxyWork.BULK_PATH, directory));
    }

    /** Whether this machine's nginx can relay opaque bytes. */
    static boolean relays() {
        return streamModule().isPresent();
    }

    private static Optional<Path> streamModule() {
        return STREAM_MODULES.stream().filter(Files::isReadable).findFirst();
    }

    /** A port with a keep-alive pool, and one that relays opaque bytes where it {@link #relays}. */
    static ProxySubject proxy(Path directory, int originPort) throws IOException {
        InetSocketAddress http = MeshPeer.freeAddress();
        InetSocketAddress opaque = MeshPeer.freeAddress();
        String stream = streamModule()
                .map(module -> "load_module %s;\nstream { server { listen 127.0.0.1:%d; proxy_pass 127.0.0.1:%d; } }"
                        .formatted(module, opaque.getPort(), originPort))
                .orElse("");
        Peer process = start(directory, "nginx", http, stream, """
                upstream origin { server 127.0.0.1:%1$d; server 127.0.0.2:%1$d; keepalive 128; keepalive_requests 1000000000; keepalive_timeout 1h; }
                server {
                  listen 127.0.0.1:%2$d;
                  keepalive_requests 1000000000; keepalive_timeout 1h;
                  location / { proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; }
                }""".formatted(originPort, http.getPort()));
        return new ProxySubject(
                "nginx",
                stream.isEmpty()
                        ? Map.of(ProxyWork.Protocol.HTTP1, http)
                        : Map.of(ProxyWork.Protocol.HTTP1, http, ProxyWork.Protocol.OPAQUE, opaque),
                process);
    }

    private static Peer start(Path directory, String name, InetSocketAddress address, String main, String http)
            throws IOException {
        Path conf = directory.resolve(name + ".conf");
        // Ours, as the folder is: workers that root starts would be somebody else's.
        Files.writeString(conf, """
                %4$s
                user %5$s;
                worker_processes 1;
                pid %1$s/%2$s.pid;
                error_log %1$s/%2$s.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/%2$s-body; proxy_temp_path %1$s/%2$s-proxy; fastcgi_temp_path %1$s/%2$s-fastcgi;
                  uwsgi_temp_path %1$s/%2$s-uwsgi; scgi_temp_path %1$s/%2$s-scgi;
                %3$s
                }
                """.formatted(directory, name, http, main, System.getProperty("user.name")));
        return Peer.start(
                name,
                List.of("nginx", "-p", directory.toString(), "-c", conf.toString(), "-g", "daemon off;"),
                Map.of(),
                address,
                directory,
                Peer::accepts);
    }
}
