package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * HAProxy with one thread: a port in HTTP mode, reusing connections, one of HTTP/2 on both sides, and one in TCP mode. As it is by default: without
 * splicing.
 */
final class HaproxyPeer {
    private HaproxyPeer() {}

    /**
     * Where one is.
     *
     * @param bind where its listeners are
     * @param reachedAt under which address the bench reaches them
     * @param servers what it balances over
     */
    private record Position(
            String name, BenchNetwork.Place place, String bind, String reachedAt, List<String> servers) {}

    /** Beside the client, balancing over the addresses of the origin. */
    static ProxySubject outbound(BenchNetwork network, Path directory, OriginPorts origin) throws IOException {
        Position position = new Position(
                "haproxy", BenchNetwork.Place.CLIENT, Loopback.ADDRESS, Loopback.ADDRESS, network.originAddresses());
        return start(network, position, directory, origin);
    }

    /** Beside the origin, which has one address there. */
    static ProxySubject inbound(BenchNetwork network, Path directory, OriginPorts origin) throws IOException {
        Position position = new Position(
                "haproxy-inbound",
                BenchNetwork.Place.SERVER,
                network.bindAddress(),
                network.originAddresses().getFirst(),
                List.of(Loopback.ADDRESS));
        return start(network, position, directory, origin);
    }

    private static ProxySubject start(BenchNetwork network, Position position, Path directory, OriginPorts origin)
            throws IOException {
        Map<ProxyWork.Protocol, InetSocketAddress> addresses = new EnumMap<>(ProxyWork.Protocol.class);
        StringBuilder sections = new StringBuilder();
        for (ProxyWork.Protocol protocol : ProxyWork.Protocol.values()) {
            InetSocketAddress address = new InetSocketAddress(position.reachedAt(), MeshPeer.freePort());
            addresses.put(protocol, address);
            sections.append(section(position, protocol, address.getPort(), origin.of(protocol)));
        }
        Path conf = directory.resolve(position.name() + ".cfg");
        Files.writeString(conf, """
                global
                  nbthread 1
                  maxconn 4096
                defaults
                  timeout connect 3s
                  timeout client 1h
                  timeout server 1h
                %s""".formatted(sections));
        List<String> command = List.of(String.valueOf(Peer.find("haproxy")), "-db", "-f", conf.toString());
        Peer process = Peer.start(
                position.name(),
                network.proxyAt(position.place(), command),
                Map.of(),
                Objects.requireNonNull(addresses.get(ProxyWork.Protocol.HTTP1)),
                directory,
                Peer::accepts);
        return ProxySubject.of(position.name(), addresses, process);
    }

    private static String section(Position position, ProxyWork.Protocol protocol, int port, int originPort) {
        String version = protocol.http2() ? " proto h2" : "";
        String mode = protocol == ProxyWork.Protocol.OPAQUE ? "tcp" : "http\n  http-reuse always";
        String servers = position.servers().stream()
                .map(server -> "  server %1$s %1$s:%2$d%3$s\n".formatted(server, originPort, version))
                .collect(Collectors.joining());
        return "listen %s\n  mode %s\n  bind %s:%d%s\n  balance random(2)\n%s"
                .formatted(protocol, mode, position.bind(), port, version, servers);
    }
}
