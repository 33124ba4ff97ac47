package io.reactivemesh.actors.hub;

import io.reactivemesh.actors.address.Ownership;
import io.reactivemesh.actors.service.DiscoverySettings;
import io.reactivemesh.actors.service.ProfileView;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.port.ProfileSource;
import io.reactivemesh.discovery.port.Resolution;
import java.util.Map;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Profiles from the hubs of Services, workloads and addresses. */
public final class ShardedProfileSource implements ProfileSource {
    private final Hubs hubs;
    private final ProfileView view;

    public ShardedProfileSource(Hubs hubs, DiscoverySettings settings) {
        this.hubs = hubs;
        this.view = new ProfileView(settings);
    }

    @Override
    public Source<Resolution<ServiceProfile>, NotUsed> profile(ProfileQuery query) {
        return Source.fromGraph(new NewestStage<>(
                switch (query) {
                    case ProfileQuery.ByService byService ->
                        hubs.cell(
                                ServiceDocument.key(byService.service()),
                                ServiceDocument.class,
                                new OfService(view, byService));
                    case ProfileQuery.ByAddress byAddress ->
                        new OwnedCell<>(hubs, byAddress.address(), (owner, wake) -> ownersLook(byAddress, owner, wake));
                },
                hubs.observer()));
    }

    private Cell.Look<Resolution<ServiceProfile>> ownersLook(
            ProfileQuery.ByAddress query, Ownership owner, Runnable wake) {
        Address address = query.address();
        return switch (owner) {
            case Ownership.OfService service ->
                hubs.look(
                        ServiceDocument.key(service.id()),
                        ServiceDocument.class,
                        new OfClusterIp(view, address, query.caller().namespace()),
                        wake);
            case Ownership.OfWorkload workload ->
                hubs.look(
                        WorkloadDocument.key(workload.id()),
                        WorkloadDocument.class,
                        new OfWorkload(view, address),
                        wake);
            case Ownership.OfHostPort host ->
                hubs.look(
                        WorkloadDocument.key(host.id()),
                        WorkloadDocument.class,
                        new OfHostPort(view, address, host.behind()),
                        wake);
            case Ownership.OfNobody nobody -> new ConstantLook<>(view.ofNobody(address, nobody.since()));
            case Ownership.Disputed disputed -> new ConstantLook<>(new Resolution.Ambiguous<>(disputed.reason()));
        };
    }

    /** The caller's namespace matters only as far as it has a ServiceProfile. */
    private record ProfileScope(
            Class<?> question, Object about, @Nullable String profileNamespace) {}

    private record OfService(ProfileView view, ProfileQuery.ByService query)
            implements Question<ServiceDocument, Resolution<ServiceProfile>> {
        @Override
        public ProfileScope scope(ServiceDocument document, Map<String, String> zoneByNode) {
            return new ProfileScope(
                    OfService.class,
                    java.util.Arrays.asList(query.hostname(), query.fullyQualifiedName(), query.port()),
                    ProfileView.profileNamespace(document, query.caller().namespace()));
        }

        @Override
        public Resolution<ServiceProfile> answer(
                ServiceDocument document, Revision revision, Map<String, String> zoneByNode) {
            String hostname = query.hostname();
            return hostname == null || !document.exists()
                    ? view.ofService(
                            document,
                            revision,
                            query.port(),
                            query.fullyQualifiedName(),
                            ProfileView.profileNamespace(
                                    document, query.caller().namespace()))
                    : view.ofHostname(document, revision, query.port(), hostname);
        }
    }

    private record OfClusterIp(
            ProfileView view, Address address, @Nullable String callerNamespace)
            implements Question<ServiceDocument, Resolution<ServiceProfile>> {
        @Override
        public ProfileScope scope(ServiceDocument document, Map<String, String> zoneByNode) {
            return new ProfileScope(
                    OfClusterIp.class, address, ProfileView.profileNamespace(document, callerNamespace));
        }

        @Override
        public Resolution<ServiceProfile> answer(
                ServiceDocument document, Revision revision, Map<String, String> zoneByNode) {
            return document.exists()
                    ? view.ofService(
                            document,
                            revision,
                            address.port(),
                            view.fullyQualifiedName(document.id()),
                            ProfileView.profileNamespace(document, callerNamespace))
                    // The Service went and its address follows: from now on it is an address like any other.
                    : view.ofNobody(address, revision);
        }
    }

    private record OfWorkload(ProfileView view, Address address)
            implements Question<WorkloadDocument, Resolution<ServiceProfile>> {
        @Override
        public OfWorkload scope(WorkloadDocument document, Map<String, String> zoneByNode) {
            return this;
        }

        @Override
        public Resolution<ServiceProfile> answer(
                WorkloadDocument document, Revision revision, Map<String, String> zoneByNode) {
            WorkloadFacts facts = document.facts();
            return facts == null ? view.ofNobody(address, revision) : view.ofWorkload(facts, revision, address);
        }
    }

    private record OfHostPort(ProfileView view, Address address, int behind)
            implements Question<WorkloadDocument, Resolution<ServiceProfile>> {
        @Override
        public OfHostPort scope(WorkloadDocument document, Map<String, String> zoneByNode) {
            return this;
        }

        @Override
        public Resolution<ServiceProfile> answer(
                WorkloadDocument document, Revision revision, Map<String, String> zoneByNode) {
            WorkloadFacts facts = document.facts();
            return facts == null ? view.ofNobody(address, revision) : view.ofHostPort(facts, revision, address, behind);
        }
    }
}
