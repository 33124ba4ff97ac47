package io.reactivemesh.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mesh controller} as a process of its own. */
class ControllerProcessIT {
    private static final Pattern READY =
            Pattern.compile("control plane ready in .* discovery 127.0.0.1:(\\d+), policy 127.0.0.1:\\d+, admin .*");
    private static final int CONNECTIONS = 10;
    private static final int STREAMS = 500;
    private static final int DEADLINE_SECONDS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    Path folder;

    private final List<ManagedChannel> channels = new ArrayList<>();

    @AfterEach
    void disconnect() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    @Test
    void endsEveryStreamWithOkOnSigterm() throws Exception {
        Process mesh = start();
        try (BufferedReader out = mesh.inputReader(StandardCharsets.UTF_8)) {
            int port = port(out);
            List<Stream> streams = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                channels.add(NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .build());
            }
            for (int i = 0; i < STREAMS; i++) {
                streams.add(new Stream(channels.get(i % CONNECTIONS)));
            }
            for (Stream stream : streams) {
                assertThat(stream.first
                                .get(DEADLINE_SECONDS, TimeUnit.SECONDS)
                                .getNoEndpoints()
                                .getExists())
                        .isTrue();
            }

            mesh.destroy();

            for (Stream stream : streams) {
                assertThat(stream.ended.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(Status.Code.OK);
            }
            assertThat(mesh.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(mesh.exitValue()).isZero();
        } finally {
            mesh.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        Path manifests = Files.createDirectory(folder.resolve("manifests"));
        Files.writeString(manifests.resolve("web.yaml"), """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: emojivoto}
                spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}
                """);
        Path config = Files.writeString(folder.resolve("mesh.conf"), "port = 0\npolicy-port = 0\nadmin-port = 0\n");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MeshMain.class.getName(),
                        "controller",
                        "--config",
                        config.toString(),
                        "--source",
                        manifests.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static int port(BufferedReader out) throws IOException {
        String line = out.readLine();
        Matcher ready = READY.matcher(line == null ? "it ended" : line);
        assertThat(ready.matches()).as(line).isTrue();
        return Integer.parseInt(ready.group(1));
    }

    /** A proxy's view of one stream. */
    private static final class Stream extends ClientCall.Listener<Update> {
        private final CompletableFuture<Update> first = new CompletableFuture<>();
        private final CompletableFuture<Status.Code> ended = new CompletableFuture<>();

        Stream(ManagedChannel channel) {
            ClientCall<GetDestination, Update> call =
                    channel.newCall(DestinationGrpc.getGetMethod(), CallOptions.DEFAULT);
            call.start(this, new Metadata());
            call.sendMessage(GetDestination.newBuilder()
                    .setPath("web.emojivoto.svc.cluster.local:80")
                    .build());
            call.halfClose();
            call.request(STREAMS);
        }

        @Override
        public void onMessage(Update update) {
            first.complete(update);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ended.complete(status.getCode());
        }
    }
}
