package io.reactivemesh.actors.hub;

import io.reactivemesh.actors.address.Ownership;
import io.reactivemesh.actors.service.PolicySettings;
import io.reactivemesh.actors.service.PolicyView;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.model.outbound.OutboundPolicy;
import io.reactivemesh.discovery.port.Resolution;
import io.reactivemesh.discovery.port.RoutePolicySource;
import java.util.Map;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Outbound policies from the hubs of Services and addresses. */
public final class ShardedPolicySource implements RoutePolicySource {
    private final Hubs hubs;
    private final PolicyView view;

    public ShardedPolicySource(Hubs hubs, PolicySettings settings) {
        this.hubs = hubs;
        this.view = new PolicyView(settings);
    }

    @Override
    public Source<Resolution<OutboundPolicy>, NotUsed> policy(PolicyQuery query) {
        return Source.fromGraph(new NewestStage<>(
                switch (query) {
                    case PolicyQuery.ByService byService ->
                        hubs.cell(
                                ServiceDocument.key(byService.service()),
                                ServiceDocument.class,
                                new OfName(view, byService.port(), byService.callerNamespace()));
                    case PolicyQuery.ByAddress byAddress ->
                        new OwnedCell<>(hubs, byAddress.address(), (owner, wake) -> ownersLook(byAddress, owner, wake));
                },
                hubs.observer()));
    }

    private Cell.Look<Resolution<OutboundPolicy>> ownersLook(
            PolicyQuery.ByAddress query, Ownership owner, Runnable wake) {
        Address address = query.address();
        return switch (owner) {
            case Ownership.OfService service ->
                hubs.look(
                        ServiceDocument.key(service.id()),
                        ServiceDocument.class,
                        new OfClusterIp(view, address, query.callerNamespace()),
                        wake);
            // A workload has an endpoint in its profile, with an identity: better than a policy could say.
            case Ownership.OfWorkload workload -> notFound(address + " is of " + workload.id());
            case Ownership.OfHostPort host -> notFound(address + " is of " + host.id());
            case Ownership.OfNobody nobody -> new ConstantLook<>(view.ofNobody(address, nobody.since()));
            case Ownership.Disputed disputed -> new ConstantLook<>(new Resolution.Ambiguous<>(disputed.reason()));
        };
    }

    private static Cell.Look<Resolution<OutboundPolicy>> notFound(String reason) {
        return new ConstantLook<>(new Resolution.NotFound<>(reason));
    }

    /** The caller's namespace matters only as far as it has routes for the Service. */
    private record PolicyScope(
            Class<?> question, Object about, @Nullable String consumerNamespace) {}

    private record OfName(PolicyView view, int port, String callerNamespace)
            implements Question<ServiceDocument, Resolution<OutboundPolicy>> {
        @Override
        public PolicyScope scope(ServiceDocument document, Map<String, String> zoneByNode) {
            return new PolicyScope(OfName.class, port, PolicyView.consumerNamespace(document, callerNamespace));
        }

        @Override
        public Resolution<OutboundPolicy> answer(
                ServiceDocument document, Revision revision, Map<String, String> zoneByNode) {
            return view.ofName(document, revision, port, PolicyView.consumerNamespace(document, callerNamespace));
        }
    }

    private record OfClusterIp(PolicyView view, Address address, String callerNamespace)
            implements Question<ServiceDocument, Resolution<OutboundPolicy>> {
        @Override
        public PolicyScope scope(ServiceDocument document, Map<String, String> zoneByNode) {
            return new PolicyScope(OfClusterIp.class, address, PolicyView.consumerNamespace(document, callerNamespace));
        }

        @Override
        public Resolution<OutboundPolicy> answer(
                ServiceDocument document, Revision revision, Map<String, String> zoneByNode) {
            return view.ofClusterIp(
                    document, revision, address, PolicyView.consumerNamespace(document, callerNamespace));
        }
    }
}
