package io.reactivemesh.actors.service;

import io.reactivemesh.actors.service.ServiceDocument.Kind;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceDocument.Profile;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.model.ServiceProfile.RetryBudget;
import io.reactivemesh.discovery.model.ServiceProfile.WeightedDestination;
import io.reactivemesh.discovery.port.Resolution;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a destination as a whole: the answers to GetProfile. Pure; any thread. */
public final class ProfileView {
    private static final ObjectRef NO_PROFILE = new ObjectRef("linkerd.io", "", "", "", 0);

    private final DiscoverySettings settings;
    private final EndpointRules rules;

    public ProfileView(DiscoverySettings settings) {
        this.settings = settings;
        this.rules = new EndpointRules(settings);
    }

    /** The name of a Service that was asked for by its IP. */
    public String fullyQualifiedName(ServiceId service) {
        return service.name() + "." + service.namespace() + ".svc." + settings.clusterDomain();
    }

    /**
     * Which namespace's ServiceProfile counts for a caller: its own before the Service's.
     *
     * @return null = none
     */
    public static @Nullable String profileNamespace(ServiceDocument document, @Nullable String callerNamespace) {
        if (callerNamespace != null && document.profiles().containsKey(callerNamespace)) {
            return callerNamespace;
        }
        String own = document.id().namespace();
        return document.profiles().containsKey(own) ? own : null;
    }

    /**
     * A Service's profile.
     *
     * @param fullyQualifiedName as it was asked
     * @param profileNamespace from {@link #profileNamespace}
     */
    public Resolution<ServiceProfile> ofService(
            ServiceDocument document,
            Revision revision,
            int port,
            String fullyQualifiedName,
            @Nullable String profileNamespace) {
        if (document.kind() == Kind.ABSENT) {
            return new Resolution.NotFound<>("no Service " + document.id());
        }
        if (!document.ports().containsKey(port)) {
            // The outbound policy decides; this is asked again whenever the Service changes.
            return new Resolution.Found<>(ServiceProfile.EMPTY, revision);
        }
        if (document.kind() == Kind.EXTERNAL_NAME) {
            return new Resolution.Unsuitable<>("Service " + document.id() + " is of type ExternalName");
        }
        Profile profile = profileNamespace == null ? null : document.profiles().get(profileNamespace);
        ServiceId id = document.id();
        return new Resolution.Found<>(
                new ServiceProfile(
                        fullyQualifiedName,
                        document.opaquePorts().contains(port),
                        profile == null ? List.of() : profile.routes(),
                        budget(profile),
                        profile == null ? List.of() : overrides(profile, port),
                        null,
                        new ObjectRef("core", "Service", id.namespace(), id.name(), port),
                        profile == null || profileNamespace == null
                                ? NO_PROFILE
                                : new ObjectRef("linkerd.io", "ServiceProfile", profileNamespace, profile.name(), 0)),
                revision);
    }

    private static RetryBudget budget(@Nullable Profile profile) {
        RetryBudget own = profile == null ? null : profile.budget();
        return own == null ? RetryBudget.DEFAULT : own;
    }

    private static List<WeightedDestination> overrides(Profile profile, int port) {
        return profile.overrides().stream()
                .map(override -> override.authority().indexOf(':') >= 0
                        ? override
                        : new WeightedDestination(override.authority() + ":" + port, override.weight()))
                .toList();
    }

    /** The profile of one endpoint of a Service, asked for by its hostname. */
    public Resolution<ServiceProfile> ofHostname(
            ServiceDocument document, Revision revision, int port, String hostname) {
        Optional<Member> named = document.members().values().stream()
                .filter(member -> hostname.equals(member.hostname()))
                .filter(member -> EndpointView.targetPort(document, member, port) != 0)
                .filter(member -> settings.ipv6() || member.ip() instanceof IpAddress.V4)
                .min(Comparator.comparing((Member member) -> !member.ready()).thenComparing(Member::ip));
        if (named.isEmpty()) {
            return new Resolution.NotFound<>("no endpoint " + hostname + " of Service " + document.id());
        }
        Member member = named.get();
        Address address = new Address(member.ip(), EndpointView.targetPort(document, member, port));
        WorkloadFacts workload = member.workload();
        return workload == null ? ofNobody(address, revision) : ofWorkload(workload, revision, address);
    }

    /** The profile of a workload, asked for by its own address. */
    public Resolution<ServiceProfile> ofWorkload(WorkloadFacts workload, Revision revision, Address address) {
        Endpoint endpoint = rules.ofWorkload(workload, address, EndpointRules.labels(workload));
        return found(endpoint, workload.opaquePorts().contains(address.port()), revision);
    }

    /**
     * The profile of a workload, asked for by a port of its node.
     *
     * @param behind its own port; 0 = not known
     */
    public Resolution<ServiceProfile> ofHostPort(
            WorkloadFacts workload, Revision revision, Address address, int behind) {
        Endpoint endpoint = rules.atHostPort(workload, address, behind, EndpointRules.labels(workload));
        return found(endpoint, workload.isOpaqueAtHostPort(address.port(), behind), revision);
    }

    /** The profile of an address that nobody in the mesh owns. */
    public Resolution<ServiceProfile> ofNobody(Address address, Revision revision) {
        return found(Endpoint.bare(address), settings.defaultOpaquePorts().contains(address.port()), revision);
    }

    private static Resolution<ServiceProfile> found(Endpoint endpoint, boolean opaque, Revision revision) {
        return new Resolution.Found<>(
                new ServiceProfile(null, opaque, List.of(), RetryBudget.DEFAULT, List.of(), endpoint, null, null),
                revision);
    }
}
