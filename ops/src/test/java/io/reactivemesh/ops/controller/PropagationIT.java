package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change on its way from a manifest to a stream is measured. */
class PropagationIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    Path folder;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private AdminClient admin;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        write("10.0.0.1");
        Controller controller =
                Controller.start(TestConfigs.onManifests(folder), InputStream.nullInputStream(), Map.of());
        admin = new AdminClient(controller);
        controller.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
        channel = NettyChannelBuilder.forAddress(controller.discoveryAddress())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        admin.close();
    }

    @Test
    void isMeasuredForTheHubAndForEachStream() throws Exception {
        Iterator<Update> one = open();
        Iterator<Update> other = open();
        assertThat(one.next().getAdd().getAddrsCount()).isEqualTo(1);
        assertThat(other.next().getAdd().getAddrsCount()).isEqualTo(1);

        write("10.0.0.2");
        one.next();
        other.next();

        String metrics = admin.await("/metrics", text -> text.contains("mesh_propagation_seconds_count 2.0"));
        assertThat(metrics)
                .contains(
                        "mesh_publication_seconds_count 1.0",
                        "mesh_propagation_seconds_count 2.0",
                        "mesh_propagation_seconds_bucket{le=\"10.0\"} 2.0");
    }

    private Iterator<Update> open() {
        return DestinationGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .get(GetDestination.newBuilder()
                        .setPath("web.emojivoto.svc.cluster.local:80")
                        .build());
    }

    private void write(String address) throws IOException {
        Files.writeString(folder.resolve("web.yaml"), """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: emojivoto}
                spec: {clusterIP: 10.96.0.1, ports: [{name: http, port: 80, targetPort: 8080}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: web-1, namespace: emojivoto, labels: {kubernetes.io/service-name: web}}
                addressType: IPv4
                ports: [{name: http, port: 8080, protocol: TCP}]
                endpoints: [{addresses: [%s]}]
                """.formatted(address));
    }
}
