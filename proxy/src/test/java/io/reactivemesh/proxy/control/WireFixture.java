package io.reactivemesh.proxy.control;

import io.netty.channel.EventLoop;
import io.reactivemesh.proxy.ControlAddress;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.wire.destination.AddrSet;
import io.reactivemesh.wire.destination.NoEndpoints;
import io.reactivemesh.wire.destination.Update;
import io.reactivemesh.wire.destination.WeightedAddr;
import io.reactivemesh.wire.destination.WeightedAddrSet;
import io.reactivemesh.wire.net.IPAddress;
import io.reactivemesh.wire.net.TcpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** Wire messages for tests. Addresses are {@code 10.0.0.N:80}. */
final class WireFixture {

    private WireFixture() {}

    static Update add(int... hosts) {
        return add(Map.of(), hosts);
    }

    static Update add(Map<String, String> labels, int... hosts) {
        WeightedAddrSet.Builder set = WeightedAddrSet.newBuilder().putAllMetricLabels(labels);
        Arrays.stream(hosts).forEach(host -> set.addAddrs(weighted(host)));
        return Update.newBuilder().setAdd(set).build();
    }

    static Update remove(int... hosts) {
        AddrSet.Builder set = AddrSet.newBuilder();
        Arrays.stream(hosts).forEach(host -> set.addAddrs(wire(address(host))));
        return Update.newBuilder().setRemove(set).build();
    }

    static Update noEndpoints(boolean exists) {
        return Update.newBuilder()
                .setNoEndpoints(NoEndpoints.newBuilder().setExists(exists))
                .build();
    }

    static WeightedAddr.Builder weighted(int host) {
        return WeightedAddr.newBuilder().setAddr(wire(address(host))).setWeight(10_000);
    }

    static InetSocketAddress address(int host) {
        return new InetSocketAddress(InetAddress.ofLiteral("10.0.0." + host), 80);
    }

    private static TcpAddress wire(InetSocketAddress address) {
        int bits = ByteBuffer.wrap(address.getAddress().getAddress()).getInt();
        return TcpAddress.newBuilder()
                .setIp(IPAddress.newBuilder().setIpv4(bits))
                .setPort(address.getPort())
                .build();
    }

    /** A service of the control plane. */
    static GrpcDiscovery.Service service(Metrics metrics, String client, ControlAddress address) {
        return new GrpcDiscovery.Service(address, new ControlMetrics(metrics, client, address, System::nanoTime));
    }

    /** Channels on a NIO loop. */
    static ControlChannels channels(EventLoop loop) {
        return new ControlChannels(loop, false, Duration.ofSeconds(1), new ProxyConfig.Dns(null, null));
    }
}
