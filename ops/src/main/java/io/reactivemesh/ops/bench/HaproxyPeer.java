package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** HAProxy with one thread: a port in HTTP mode, reusing connections, and one in TCP mode. Both as they are by default: without splicing. */
final class HaproxyPeer {
    private HaproxyPeer() {}

    static ProxySubject start(Path directory, int originPort) throws IOException {
        InetSocketAddress http = MeshPeer.freeAddress();
        InetSocketAddress opaque = MeshPeer.freeAddress();
        Path conf = directory.resolve("haproxy.cfg");
        Files.writeString(conf, """
                global
                  nbthread 1
                  maxconn 4096
                defaults
                  mode http
                  timeout connect 3s
                  timeout client 1h
                  timeout server 1h
                  http-reuse always
                frontend in
                  bind 127.0.0.1:%2$d
                  default_backend out
                backend out
                  balance random(2)
                  server a 127.0.0.1:%1$d
                  server b 127.0.0.2:%1$d
                frontend opaque
                  mode tcp
                  bind 127.0.0.1:%3$d
                  default_backend opaque
                backend opaque
                  mode tcp
                  server a 127.0.0.1:%1$d
                """.formatted(originPort, http.getPort(), opaque.getPort()));
        Peer process = Peer.start(
                "haproxy", List.of("haproxy", "-db", "-f", conf.toString()), Map.of(), http, directory, Peer::accepts);
        return new ProxySubject(
                "haproxy", Map.of(ProxyWork.Protocol.HTTP1, http, ProxyWork.Protocol.OPAQUE, opaque), process);
    }
}
