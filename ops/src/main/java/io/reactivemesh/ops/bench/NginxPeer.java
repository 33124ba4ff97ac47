package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** nginx with one worker: as the origin of all measurements, and as a proxy beside ours. */
final class NginxPeer {
    /** Where distributions put it; as a file of its own it has to be loaded. */
    private static final List<Path> STREAM_MODULES = List.of(
            Path.of("/usr/lib/nginx/modules/ngx_stream_module.so"),
            Path.of("/usr/lib64/nginx/modules/ngx_stream_module.so"));

    private NginxPeer() {}

    /** Two addresses of one nginx that answers 24 bytes, a large file, or a call of gRPC; what every proxy balances over. */
    static Peer origin(BenchNetwork network, Path directory, OriginPorts ports) throws IOException {
        try (RandomAccessFile bulk =
                new RandomAccessFile(directory.resolve("bulk").toFile(), "rw")) {
            bulk.setLength(ProxyWork.BULK_BYTES);
        }
        InetSocketAddress address =
                new InetSocketAddress(network.originAddresses().getFirst(), ports.http1());
        String user = System.getProperty("user.name");
        return start(
                "origin",
                command -> network.at(BenchNetwork.Place.SERVER, command),
                user,
                address,
                directory,
                "",
                """
                server {
                  %1$s %2$s
                  keepalive_requests 1000000000; keepalive_timeout 1h;
                  location / { return 200 "reactive mesh benchmark\\n"; }
                  location = %3$s { sendfile on; alias %4$s/bulk; }
                }
                server {
                  %5$s
                  keepalive_requests 1000000000; keepalive_timeout 1h;
                  location / { return 200 "reactive mesh benchmark\\n"; }
                  location = %6$s { alias %7$s; error_page 405 =200 $uri; default_type application/grpc; add_trailer grpc-status 0; }
                }""".formatted(
                                listen(network, ports.http1(), ""),
                                listen(network, ports.opaque(), ""),
                                ProxyWork.BULK_PATH,
                                directory,
                                listen(network, ports.http2(), " http2"),
                                ProxyWork.GRPC_PATH,
                                Http2LoadGenerator.message(directory)));
    }

    /** Inbound proxies reach an origin on loopback, others on its addresses. */
    private static String listen(BenchNetwork network, int port, String parameters) {
        List<String> addresses = network.redirects() ? List.of(network.bindAddress()) : network.originAddresses();
        return addresses.stream()
                .map(address -> "listen " + address + ":" + port + parameters + ";")
                .collect(Collectors.joining(" "));
    }

    /** Whether this machine's nginx can relay opaque bytes. */
    static boolean relays() {
        return streamModule().isPresent();
    }

    private static Optional<Path> streamModule() {
        return STREAM_MODULES.stream().filter(Files::isReadable).findFirst();
    }

    /**
     * A port with a keep-alive pool, one that passes HTTP/2 on as such, which only nginx's gRPC module does (calls of gRPC are
     * left out: under load most of them failed), and one that relays
     * opaque bytes where it {@link #relays}.
     */
    static ProxySubject proxy(BenchNetwork network, Path directory, OriginPorts origin) throws IOException {
        InetSocketAddress http = MeshPeer.freeAddress();
        InetSocketAddress http2 = MeshPeer.freeAddress();
        InetSocketAddress opaque = MeshPeer.freeAddress();
        String stream = streamModule()
                .map(module -> "load_module %s;\nstream { server { listen 127.0.0.1:%d; proxy_pass %s:%d; } }"
                        .formatted(
                                module,
                                opaque.getPort(),
                                network.originAddresses().getFirst(),
                                origin.opaque()))
                .orElse("");
        Peer process = start(
                "nginx",
                command -> network.proxyAt(BenchNetwork.Place.CLIENT, command),
                System.getProperty("user.name"),
                http,
                directory,
                stream,
                """
                upstream origin { %1$s keepalive 128; keepalive_requests 1000000000; keepalive_timeout 1h; }
                server {
                  listen 127.0.0.1:%2$d;
                  keepalive_requests 1000000000; keepalive_timeout 1h;
                  location / { proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; }
                }
                upstream h2origin { %3$s keepalive 128; keepalive_requests 1000000000; keepalive_timeout 1h; }
                server {
                  listen 127.0.0.1:%4$d http2;
                  keepalive_requests 1000000000; keepalive_timeout 1h;
                  location / { grpc_pass grpc://h2origin; }
                }""".formatted(
                                servers(network, origin.http1()),
                                http.getPort(),
                                servers(network, origin.http2()),
                                http2.getPort()));
        Map<ProxyWork.Protocol, InetSocketAddress> addresses = new EnumMap<>(ProxyWork.Protocol.class);
        addresses.put(ProxyWork.Protocol.HTTP1, http);
        addresses.put(ProxyWork.Protocol.HTTP2, http2);
        if (!stream.isEmpty()) {
            addresses.put(ProxyWork.Protocol.OPAQUE, opaque);
        }
        return ProxySubject.of("nginx", addresses, process);
    }

    private static String servers(BenchNetwork network, int port) {
        return network.originAddresses().stream()
                .map(address -> "server " + address + ":" + port + ";")
                .collect(Collectors.joining(" "));
    }

    private static Peer start(
            String name,
            UnaryOperator<List<String>> placed,
            String user,
            InetSocketAddress address,
            Path directory,
            String main,
            String http)
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
                """.formatted(directory, name, http, main, user));
        return Peer.start(
                name,
                placed.apply(List.of(
                        String.valueOf(Peer.find("nginx")),
                        "-p",
                        directory.toString(),
                        "-c",
                        conf.toString(),
                        "-g",
                        "daemon off;")),
                Map.of(),
                address,
                directory,
                Peer::accepts);
    }
}
