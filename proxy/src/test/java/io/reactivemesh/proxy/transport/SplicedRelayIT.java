package io.reactivemesh.proxy.transport;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RunningProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transfers through an opaque port: more than chatter, so that the kernel passes them on. */
class SplicedRelayIT {

    private static final int MIB = 1 << 20;

    private ServerSocket listener;
    private RunningProxy proxy;
    private Socket client;
    private Socket server;
    private long pipesBefore;

    @BeforeEach
    void connect() throws IOException {
        pipesBefore = pipes();
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        String port = Integer.toString(listener.getLocalPort());
        proxy = RunningProxy.start(
                        new FakeDiscovery(), Map.of("LINKERD2_PROXY_INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION", port))
                .redirect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
        InetSocketAddress inbound = proxy.proxy().boundAddresses().inbound().getFirst();
        client = new Socket(inbound.getAddress(), inbound.getPort());
        server = listener.accept();
        client.setSoTimeout(20_000);
        server.setSoTimeout(20_000);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        listener.close();
        proxy.close();
        assertThat(pipes()).as("pipes left behind").isEqualTo(pipesBefore);
    }

    /** How many pipe ends this process has: that a transfer has some shows that it is spliced. */
    private static long pipes() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(SplicedRelayIT::isPipe).count();
        }
    }

    private static boolean isPipe(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
        } catch (IOException e) {
            // Closed since it was listed.
            return false;
        }
    }

    /** On a thread of its own: the common pool may have but one, and both ends of a connection wait for each other. */
    private static CompletableFuture<Long> run(Supplier<Long> task) {
        return CompletableFuture.supplyAsync(task, Thread::startVirtualThread);
    }

    /** Sends that many random bytes; their checksum. */
    private static CompletableFuture<Long> send(Socket from, int bytes, long seed) {
        return run(() -> {
            SplittableRandom random = new SplittableRandom(seed);
            CRC32 sum = new CRC32();
            byte[] piece = new byte[50_000];
            try {
                OutputStream out = from.getOutputStream();
                for (int left = bytes; left > 0; left -= piece.length) {
                    random.nextBytes(piece);
                    int length = Math.min(left, piece.length);
                    out.write(piece, 0, length);
                    sum.update(piece, 0, length);
                }
                return sum.getValue();
            } catch (IOException e) {
                return -1L;
            }
        });
    }

    /** Receives that many bytes; their checksum. */
    private static CompletableFuture<Long> receive(Socket at, int bytes) {
        return run(() -> {
            CRC32 sum = new CRC32();
            byte[] piece = new byte[70_000];
            try {
                InputStream in = at.getInputStream();
                for (int left = bytes; left > 0; ) {
                    int length = in.read(piece, 0, Math.min(left, piece.length));
                    if (length < 0) {
                        return -2L;
                    }
                    sum.update(piece, 0, length);
                    left -= length;
                }
                return sum.getValue();
            } catch (IOException e) {
                return -3L;
            }
        });
    }

    private static void assertSame(CompletableFuture<Long> sent, CompletableFuture<Long> received) throws Exception {
        assertThat(received.get(60, TimeUnit.SECONDS)).isEqualTo(sent.get(60, TimeUnit.SECONDS));
    }

    private void transfer() throws Exception {
        assertSame(send(client, 20 * MIB, 1), receive(server, 20 * MIB));
        assertThat(pipes()).isEqualTo(pipesBefore + 4);
    }

    @Test
    void bothDirectionsAtOnceArriveWholeAndAreCounted() throws Exception {
        CompletableFuture<Long> there = send(client, 40 * MIB, 1);
        CompletableFuture<Long> back = send(server, 30 * MIB, 2);
        CompletableFuture<Long> atServer = receive(server, 40 * MIB);
        CompletableFuture<Long> atClient = receive(client, 30 * MIB);

        assertSame(there, atServer);
        assertSame(back, atClient);
        assertThat(pipes()).isEqualTo(pipesBefore + 4);
        for (String peer : new String[] {"src", "dst"}) {
            boolean source = peer.equals("src");
            String label = "peer=\"" + peer + "\"";
            assertThat(proxy.metric("tcp_read_bytes_total", label)).isEqualTo((source ? 40.0 : 30.0) * MIB);
            assertThat(proxy.metric("tcp_write_bytes_total", label)).isEqualTo((source ? 30.0 : 40.0) * MIB);
        }
    }

    @Test
    void chatterGoesOnAfterATransfer() throws Exception {
        transfer();

        for (int i = 0; i < 100; i++) {
            assertSame(send(client, 24, i), receive(server, 24));
            assertSame(send(server, 300, i), receive(client, 300));
        }
    }

    @Test
    void aReaderThatStopsHoldsTheSenderUpAndLosesNothing() throws Exception {
        transfer();
        CompletableFuture<Long> sent = send(client, 40 * MIB, 3);
        eventually(
                "the way is full",
                () -> proxy.metric("tcp_read_bytes_total", "peer=\"src\"")
                        > proxy.metric("tcp_write_bytes_total", "peer=\"dst\""));
        assertThat(sent).isNotDone();

        assertSame(sent, receive(server, 40 * MIB));
    }

    @Test
    void theEndOfOneDirectionLeavesTheOther() throws Exception {
        transfer();
        CompletableFuture<Long> last = send(client, 5 * MIB, 4);
        CompletableFuture<Long> atServer = receive(server, 5 * MIB);
        assertSame(last, atServer);
        client.shutdownOutput();

        assertThat(server.getInputStream().read()).isEqualTo(-1);
        assertSame(send(server, 10 * MIB, 5), receive(client, 10 * MIB));
        server.shutdownOutput();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        eventually("closed", () -> proxy.metric("tcp_open_connections") == 0);
        assertThat(proxy.metric("tcp_close_total", "errno=\"\"")).isEqualTo(2);
    }

    @Test
    void whatWasSentBeforeTheEndArrivesBeforeIt() throws Exception {
        transfer();
        CompletableFuture<Long> sent = send(client, 8 * MIB, 6);
        CompletableFuture<Void> ended = sent.thenAccept(_ -> shutdownOutput(client));
        CompletableFuture<Long> received = receive(server, 8 * MIB);

        assertSame(sent, received);
        ended.get(10, TimeUnit.SECONDS);
        assertThat(server.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void whatAServerSaidThatHasGoneReachesASlowReader() throws Exception {
        transfer();
        client.shutdownOutput();
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        CompletableFuture<Long> sent = send(server, 12 * MIB, 8);
        CompletableFuture<Void> gone = sent.thenAccept(_ -> shutdownOutput(server));
        eventually(
                "the way is full",
                () -> proxy.metric("tcp_read_bytes_total", "peer=\"dst\"")
                        > proxy.metric("tcp_write_bytes_total", "peer=\"src\""));

        CompletableFuture<Long> received = receive(client, 12 * MIB);

        assertSame(sent, received);
        gone.get(10, TimeUnit.SECONDS);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        eventually("closed", () -> proxy.metric("tcp_open_connections") == 0);
    }

    private static void shutdownOutput(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aResetEndsBothSidesUnderItsName() throws Exception {
        transfer();
        CompletableFuture<Long> sending = send(client, 400 * MIB, 7);
        CompletableFuture<Long> _ = receive(server, MIB);
        eventually("flows", () -> proxy.metric("tcp_write_bytes_total", "peer=\"dst\"") > 21 * MIB);

        server.setSoLinger(true, 0);
        server.close();

        assertThat(sending.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
        eventually("closed", () -> proxy.metric("tcp_open_connections") == 0);
        assertThat(proxy.metric("tcp_close_total", "errno=\"ECONNRESET\"")
                        + proxy.metric("tcp_close_total", "errno=\"EPIPE\""))
                .isEqualTo(2);
    }

    @Test
    void theDeadlineOfADrainCutsIt() throws Exception {
        transfer();

        boolean finished = proxy.proxy().drain(Duration.ofMillis(50));

        assertThat(finished).isFalse();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        eventually("closed", () -> proxy.metric("tcp_open_connections") == 0);
    }
}
