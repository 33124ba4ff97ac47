package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import io.reactivemesh.discovery.port.EndpointSource;
import io.reactivemesh.discovery.port.HistorySource;
import io.reactivemesh.discovery.port.ProfileSource;
import io.reactivemesh.wire.destination.Destination;
import io.reactivemesh.wire.history.HistoryPowerApiHandlerFactory;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.grpc.javadsl.ServiceHandler;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.Materializer;

/** All discovery services of one server: Destination and History over the given ports. Any thread. */
public final class DiscoveryServices implements Served {
    private final DestinationService destination;
    private final HistorySource history;
    private final Streams streams;

    /**
     * Services that serve nobody yet.
     *
     * @param clusterDomain suffix of service names, e.g. {@code cluster.local}
     */
    public DiscoveryServices(
            String clusterDomain,
            EndpointSource endpoints,
            ProfileSource profiles,
            HistorySource history,
            DiscoveryObserver observer) {
        this.streams = new Streams(observer);
        this.destination = new DestinationService(clusterDomain, endpoints, profiles, streams);
        this.history = history;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Function<HttpRequest, CompletionStage<HttpResponse>> handler(ClassicActorSystemProvider system) {
        return ServiceHandler.concatOrNotFound(
                new GrpcHandler<>(
                        Destination.name,
                        Destination.Serializers.GetDestinationSerializer,
                        Map.of(
                                "Get", new GrpcHandler.Call<>(Method.GET, destination::get),
                                "GetProfile", new GrpcHandler.Call<>(Method.GET_PROFILE, destination::getProfile)),
                        streams,
                        system),
                HistoryPowerApiHandlerFactory.partial(
                        new HistoryService(history, streams),
                        io.reactivemesh.wire.history.History.name,
                        Materializer.matFromSystem(system),
                        Statuses.trailers(),
                        system));
    }

    @Override
    public CompletionStage<Void> drain() {
        return streams.drain();
    }
}
