package io.reactivemesh.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.reactivemesh.proxy.ControlAddress;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.grpc.GrpcCall;
import io.reactivemesh.proxy.grpc.GrpcStatus;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SRV records from a name server, over real sockets. */
class SystemDnsIT {

    private static final String SERVICE = "linkerd-dst-headless.linkerd.svc.cluster.local.";

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final FakeNameServer server = new FakeNameServer();
    private final SystemDns dns =
            new SystemDns(new NameServers(List.of(server.address()), Duration.ofSeconds(5)), loop);

    @AfterEach
    void stop() {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private ControlDns.Answer services() throws Exception {
        return dns.services(SERVICE).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void readsAddressesPortsAndTheShortestLifetime() throws Exception {
        server.service(
                SERVICE,
                new FakeNameServer.Srv(8086, "10-42-0-15." + SERVICE, 30),
                new FakeNameServer.Srv(9086, "2001-db8--1." + SERVICE, 7));

        assertThat(services())
                .isEqualTo(new ControlDns.Answer(
                        List.of(new InetSocketAddress("10.42.0.15", 8086), new InetSocketAddress("2001:db8::1", 9086)),
                        Duration.ofSeconds(7)));
    }

    @Test
    void oneTargetThatSpellsNoAddressSpoilsTheAnswer() {
        server.service(
                SERVICE,
                new FakeNameServer.Srv(8086, "10-42-0-15." + SERVICE, 30),
                new FakeNameServer.Srv(8086, "foobar." + SERVICE, 30));

        assertThatThrownBy(this::services)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(UnknownHostException.class)
                .hasMessageContaining("foobar");
    }

    @Test
    void aNameWithoutRecordsFails() {
        assertThatThrownBy(this::services)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void anAnswerThatDoesNotFitComesByTcp() throws Exception {
        FakeNameServer.Srv[] pods = new FakeNameServer.Srv[100];
        for (int i = 0; i < pods.length; i++) {
            pods[i] = new FakeNameServer.Srv(8086, "10-42-0-" + i + "." + SERVICE, 30);
        }
        server.service(SERVICE, pods);

        assertThat(services().addresses()).hasSize(100);
    }

    @Test
    void aServerThatDoesNotAnswerIsPassedOver() throws Exception {
        server.service(SERVICE, new FakeNameServer.Srv(8086, "10-42-0-15." + SERVICE, 30));
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            InetSocketAddress first = (InetSocketAddress) silent.getLocalSocketAddress();
            NameServers both = new NameServers(List.of(first, server.address()), Duration.ofMillis(300));

            assertThat(both.services(SERVICE))
                    .extracting(DnsMessage.Srv::target)
                    .containsExactly("10-42-0-15." + SERVICE);
        }
    }

    @Test
    void theFirstThreeNameServersOfResolvConfAreAsked(@TempDir Path directory) throws IOException {
        Path conf = Files.writeString(directory.resolve("resolv.conf"), """
                search a.b
                # nameserver 9.9.9.9
                nameserver 10.0.0.10
                 nameserver   fd00::a
                nameserver 10.0.0.12
                nameserver 10.0.0.13
                options ndots:5
                """);

        assertThat(NameServers.of(conf).servers())
                .containsExactly(
                        new InetSocketAddress("10.0.0.10", 53),
                        new InetSocketAddress("fd00::a", 53),
                        new InetSocketAddress("10.0.0.12", 53));
        assertThat(NameServers.of(directory.resolve("none")).servers())
                .containsExactly(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53));
    }

    @Test
    void addressesComeFromTheSystem() throws Exception {
        ControlDns.Answer answer =
                dns.addresses("localhost", 8086).toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(answer.addresses())
                .isNotEmpty()
                .allMatch(address -> address.getAddress().isLoopbackAddress() && address.getPort() == 8086);
    }

    @Test
    void aChannelToANameConnectsWhereItsSrvRecordsPoint() throws Exception {
        FakeDestination destination = new FakeDestination();
        destination.endpoints("web:80", WireFixture.add(1));
        server.service(SERVICE, new FakeNameServer.Srv(destination.port(), "127-0-0-1." + SERVICE, 30));
        ControlAddress address = new ControlAddress(SERVICE, 1, null);
        ControlChannels channels =
                new ControlChannels(loop, epoll, Duration.ofSeconds(1), new ProxyConfig.Dns(null, null));
        ControlMetrics metrics = new ControlMetrics(
                new Metrics(ProxyMetrics.all(), System::nanoTime, Duration.ofMinutes(1)),
                "destination",
                address,
                System::nanoTime);
        ControlChannel channel = channels.plaintext(
                address,
                new ControlNameResolver(
                        address, dns, ttl -> ttl, channels.control().timers(), metrics),
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 0),
                new SplittableRandom(1),
                metrics);
        CompletableFuture<Update> answer = new CompletableFuture<>();
        try {
            loop.execute(() -> {
                channel.open();
                GrpcCall<GetDestination, Update> call = channel.call(ControlMethods.GET);
                call.request(1);
                call.start(GetDestination.newBuilder().setPath("web:80").build(), new GrpcCall.Listener<>() {
                    @Override
                    public void message(Update message) {
                        answer.complete(message);
                    }

                    @Override
                    public void closed(GrpcStatus status) {
                        answer.completeExceptionally(new IllegalStateException(status.toString()));
                    }
                });
            });

            assertThat(answer.get(10, TimeUnit.SECONDS).hasAdd()).isTrue();
        } finally {
            loop.execute(channel::close);
            destination.kill();
        }
    }
}
