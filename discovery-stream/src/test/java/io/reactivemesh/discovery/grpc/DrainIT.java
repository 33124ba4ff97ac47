package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.reactivemesh.discovery.model.Caller;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.port.EndpointSource.EndpointQuery;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** A server with thousands of streams ends without one of them being cut. */
class DrainIT {
    private static final int CONNECTIONS = 30;
    private static final int STREAMS = 3_000;
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final ServedDiscovery served = new ServedDiscovery((_, _, _) -> Source.empty());
    private final List<ManagedChannel> channels = new ArrayList<>();

    @AfterEach
    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        served.close();
    }

    @RepeatedTest(3)
    void endsThousandsOfStreamsWithOk() throws Exception {
        served.endpoints.set(
                new EndpointQuery(new ServiceId("emojivoto", "web"), 80, null, Caller.UNKNOWN),
                Samples.set("10.0.0.1:8080"));
        for (int i = 0; i < CONNECTIONS; i++) {
            channels.add(NettyChannelBuilder.forAddress(served.server.address())
                    .usePlaintext()
                    .build());
        }
        List<ClientStream<GetDestination, Update>> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            streams.add(new ClientStream<>(
                    channels.get(i % CONNECTIONS),
                    DestinationGrpc.getGetMethod(),
                    GetDestination.newBuilder()
                            .setPath("web.emojivoto.svc.cluster.local:80")
                            .build()));
        }
        for (ClientStream<GetDestination, Update> stream : streams) {
            stream.next();
        }

        long begun = System.nanoTime();
        served.server.drain(DEADLINE).toCompletableFuture().get(2 * DEADLINE.toSeconds(), TimeUnit.SECONDS);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);

        Map<Status.Code, Integer> ended = new EnumMap<>(Status.Code.class);
        for (ClientStream<GetDestination, Update> stream : streams) {
            ended.merge(stream.ended().getCode(), 1, Integer::sum);
        }
        assertThat(ended).containsExactlyEntriesOf(Map.of(Status.Code.OK, STREAMS));
        assertThat(took).isLessThan(DEADLINE);
    }
}
