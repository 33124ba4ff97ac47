package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControllerIT {
    private static final NodeHealth WELL =
            new NodeHealth(null, null, new NodeHealth.Counts(3, 0, 0, 0, 0, true, 0, Duration.ZERO, 0));

    private final FakeNode node = new FakeNode();
    private final Controller controller = Controller.start(listen(0, 0), node);
    private final AdminClient admin = new AdminClient(controller);

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void saysWhyItIsNotReady() throws Exception {
        HttpResponse<String> ready = get("/ready");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("not ready: the source has not listed yet\n");
        assertThat(get("/live").statusCode()).isEqualTo(200);
    }

    @Test
    void isReadyWhenTheNodeIs() throws Exception {
        node.health = WELL;

        assertThat(get("/ready").statusCode()).isEqualTo(200);
        assertThat(get("/ready").body()).isEqualTo("ready\n");
    }

    @Test
    void staysReadyWithABrokenJournalAndSaysSo() throws Exception {
        node.health = new NodeHealth(null, "journal: disk full", NodeHealth.Counts.NONE);

        assertThat(get("/ready").statusCode()).isEqualTo(200);
        assertThat(get("/ready").body()).isEqualTo("degraded: journal: disk full\n");
    }

    @Test
    void servesMetricsOnceItIsReady() throws Exception {
        node.health = WELL;
        node.ready.complete(null);

        List<String> wanted = List.of(
                "mesh_entities 3.0",
                "mesh_ready 1.0",
                "mesh_journal_up 1.0",
                "mesh_discovery_streams{method=\"get\"} 0.0");

        // Each meter is refreshed on its own.
        String metrics = admin.await("/metrics", text -> wanted.stream().allMatch(text::contains));

        assertThat(metrics).contains(wanted);
    }

    @Test
    void answersDiscovery() throws Exception {
        ManagedChannel channel = channel();
        try {
            Update first = ask(channel).next();

            assertThat(first.getNoEndpoints().getExists()).isTrue();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void endsStreamsWithOkWhenItCloses() throws Exception {
        ManagedChannel channel = channel();
        try {
            Iterator<Update> stream = ask(channel);
            stream.next();

            controller.close();

            assertThat(stream.hasNext()).isFalse();
            assertThat(controller.whenStopped().toCompletableFuture()).isDone();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void namesThePortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> Controller.start(listen(taken.getLocalPort(), 0), new FakeNode()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("can't listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("--port sets another port");
        }
    }

    private Iterator<Update> ask(ManagedChannel channel) {
        return DestinationGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .get(GetDestination.newBuilder()
                        .setPath("web.emojivoto.svc.cluster.local:80")
                        .build());
    }

    private ManagedChannel channel() {
        return NettyChannelBuilder.forAddress(controller.discoveryAddress())
                .usePlaintext()
                .build();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return admin.get(path);
    }

    private static ControllerConfig.Listen listen(int port, int adminPort) {
        return new ControllerConfig.Listen("127.0.0.1", port, 0, adminPort, Duration.ofSeconds(5));
    }
}
