package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import io.reactivemesh.discovery.port.RoutePolicySource;
import io.reactivemesh.wire.outbound.OutboundPolicies;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.grpc.javadsl.ServiceHandler;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;

/** The services of a policy server: OutboundPolicies over the given port. Any thread. */
public final class PolicyServices implements Served {
    private final OutboundPolicyService outbound;
    private final Streams streams;

    /**
     * Services that serve nobody yet.
     *
     * @param clusterDomain suffix of service names, e.g. {@code cluster.local}
     */
    public PolicyServices(String clusterDomain, RoutePolicySource policies, DiscoveryObserver observer) {
        this.streams = new Streams(observer);
        this.outbound = new OutboundPolicyService(clusterDomain, policies, streams);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Function<HttpRequest, CompletionStage<HttpResponse>> handler(ClassicActorSystemProvider system) {
        return ServiceHandler.concatOrNotFound(new GrpcHandler<>(
                OutboundPolicies.name,
                OutboundPolicies.Serializers.TrafficSpecSerializer,
                Map.of(
                        "Get", new GrpcHandler.Call<>(Method.GET_OUTBOUND_POLICY, outbound::get),
                        "Watch", new GrpcHandler.Call<>(Method.WATCH_OUTBOUND_POLICY, outbound::watch)),
                streams,
                system));
    }

    @Override
    public CompletionStage<Void> drain() {
        return streams.drain();
    }
}
