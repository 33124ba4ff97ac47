package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import io.reactivemesh.discovery.model.outbound.OutboundPolicy;
import io.reactivemesh.discovery.port.RoutePolicySource;
import io.reactivemesh.discovery.stage.Cursor;
import io.reactivemesh.discovery.stage.Step;
import io.reactivemesh.wire.outbound.TrafficSpec;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.scaladsl.model.HttpEntity;
import org.apache.pekko.stream.javadsl.Source;

/** The OutboundPolicies service: validate, subscribe, map. One for all streams; any thread. */
final class OutboundPolicyService {
    private final String clusterDomain;
    private final RoutePolicySource policies;
    private final AnswerStage<OutboundPolicy> single;
    private final AnswerStage<OutboundPolicy> updates;

    OutboundPolicyService(String clusterDomain, RoutePolicySource policies, Streams streams) {
        this.clusterDomain = clusterDomain;
        this.policies = policies;
        this.single = stage(Method.GET_OUTBOUND_POLICY, streams);
        this.updates = stage(Method.WATCH_OUTBOUND_POLICY, streams);
    }

    private static AnswerStage<OutboundPolicy> stage(Method method, Streams streams) {
        return new AnswerStage<>(method, Cursor::keepingLast, OutboundPolicyService::messages, streams);
    }

    private static List<HttpEntity.ChunkStreamPart> messages(Step<OutboundPolicy> step) {
        return step.after().equals(step.before()) ? List.of() : List.of(Encoded.of(Policies.toWire(step.after())));
    }

    /**
     * Tells the policy of a destination as it is now.
     *
     * @throws Refusal for a request that can't be understood
     */
    Source<HttpEntity.ChunkStreamPart, NotUsed> get(TrafficSpec request) {
        return policies.policy(Traffic.parse(request, clusterDomain)).take(1).via(single);
    }

    /**
     * Streams the policy of a destination. When it can't be told any more the client keeps the last one, until there is a new one.
     *
     * @throws Refusal for a request that can't be understood
     */
    Source<HttpEntity.ChunkStreamPart, NotUsed> watch(TrafficSpec request) {
        return policies.policy(Traffic.parse(request, clusterDomain)).via(updates);
    }
}
