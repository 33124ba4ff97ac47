package io.reactivemesh.proxy;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DrainIT {

    private static RunningProxy before(ScriptedServer server) {
        String target = "127.0.0.1:" + server.address().getPort();
        return RunningProxy.start(new FakeDiscovery(), Map.of("MESH_PROXY_INBOUND_BINDINGS", "127.0.0.1:0=" + target));
    }

    private static boolean refuses(RunningProxy proxy) {
        try (Wire _ = proxy.inbound(1)) {
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void finishesTheRequestInHandClosesIdleConnectionsAndAcceptsNoMore() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    wire.send("HTTP/1.1 200 OK~content-length: 0~~");
                    asked.countDown();
                    assertThat(wire.head()).isNotEmpty();
                    asked.countDown();
                    awaitQuietly(mayAnswer);
                    wire.send("HTTP/1.1 200 OK~content-length: 0~~");
                });
                RunningProxy proxy = before(server);
                Wire busy = proxy.inbound(1);
                Wire idle = proxy.inbound(1)) {
            busy.send("GET / HTTP/1.1~Host: a~~");
            assertThat(busy.head()).startsWith("http/1.1 200").doesNotContain("connection:");
            busy.send("GET / HTTP/1.1~Host: a~~");
            asked.await();

            CompletableFuture<Boolean> drained =
                    CompletableFuture.supplyAsync(() -> proxy.proxy().drain(Duration.ofSeconds(10)));
            assertThat(idle.ended()).isTrue();
            mayAnswer.countDown();

            assertThat(busy.head()).contains("~connection: close~");
            assertThat(busy.ended()).isTrue();
            assertThat(drained.get()).isTrue();
        }
    }

    @Test
    void cutsARelayOnlyAtTheDeadline() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    wire.send(wire.text(20));
                    String _ = wire.rest();
                });
                RunningProxy proxy = before(server);
                Wire relayed = proxy.inbound(1)) {
            relayed.send("not http, not at all");
            assertThat(relayed.text(20)).isEqualTo("not http, not at all");

            boolean finished = proxy.proxy().drain(Duration.ofMillis(50));

            assertThat(finished).isFalse();
            assertThat(relayed.ended()).isTrue();
            eventually("gauge is back", () -> proxy.metric("tcp_open_connections") == 0);
        }
    }

    @Test
    void aRelayInUseGoesOnAndHoldsTheDrainUpUntilItEnds() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    for (int i = 0; i < 2; i++) {
                        wire.send(wire.text(20));
                    }
                    String _ = wire.rest();
                });
                RunningProxy proxy = before(server);
                Wire relayed = proxy.inbound(1)) {
            relayed.send("not http, not at all");
            assertThat(relayed.text(20)).isEqualTo("not http, not at all");

            CompletableFuture<Boolean> drained =
                    CompletableFuture.supplyAsync(() -> proxy.proxy().drain(Duration.ofSeconds(60)));
            eventually("no more is accepted", () -> refuses(proxy));
            relayed.send("it goes on, as it is");
            assertThat(relayed.text(20)).isEqualTo("it goes on, as it is");
            assertThat(drained).isNotDone();
            relayed.finish();

            assertThat(relayed.ended()).isTrue();
            assertThat(drained.join()).isTrue();
        }
    }

    @Test
    void servesOnThePortableTransportToo() {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 0~~")) {
            String target = "127.0.0.1:" + server.address().getPort();
            try (RunningProxy proxy = RunningProxy.startOnNio(
                            new FakeDiscovery(), Map.of("MESH_PROXY_INBOUND_BINDINGS", "127.0.0.1:0=" + target));
                    Wire client = proxy.inbound(1)) {
                client.send("GET / HTTP/1.1~Host: a~~");

                assertThat(client.head()).startsWith("http/1.1 200");
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
