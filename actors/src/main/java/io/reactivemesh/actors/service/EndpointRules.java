package io.reactivemesh.actors.service;

import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceDocument.Remote;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.Http2ClientParams;
import io.reactivemesh.discovery.model.ProtocolHint;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How one address becomes an endpoint: identity, hint, transport, labels, in the way Linkerd's control plane fills a WeightedAddr. */
final class EndpointRules {
    private static final String LOCAL = "local";
    /** How many times as much an endpoint of the caller's zone weighs. */
    private static final int SAME_ZONE = 10;

    private final DiscoverySettings settings;

    EndpointRules(DiscoverySettings settings) {
        this.settings = settings;
    }

    /**
     * A workload's endpoint at its own address.
     *
     * @param labels all of them
     */
    Endpoint ofWorkload(WorkloadFacts workload, Address address, Map<String, String> labels) {
        int port = address.port();
        boolean opaque = workload.opaquePorts().contains(port);
        return workload.skippedInboundPorts().contains(port) || !isHinted(workload)
                ? plain(address, labels)
                : meshed(workload, address, labels, opaque, transportPort(workload, port, opaque));
    }

    /**
     * A workload's endpoint at a port of its node. The proxy's own port can't be reached there.
     *
     * @param behind the workload's port; 0 = not known
     */
    Endpoint atHostPort(WorkloadFacts workload, Address address, int behind, Map<String, String> labels) {
        return workload.isSkippedAtHostPort(address.port(), behind) || !isHinted(workload)
                ? plain(address, labels)
                : meshed(workload, address, labels, workload.isOpaqueAtHostPort(address.port(), behind), 0);
    }

    private static boolean isHinted(WorkloadFacts workload) {
        return workload.meshed() || isExternal(workload);
    }

    private static boolean isExternal(WorkloadFacts workload) {
        return workload.id().kind() == WorkloadId.Kind.EXTERNAL_WORKLOAD;
    }

    private Endpoint meshed(
            WorkloadFacts workload, Address address, Map<String, String> labels, boolean opaque, int transportPort) {
        ProtocolHint hint = opaque
                ? ProtocolHint.OPAQUE
                : isExternal(workload) || settings.h2Upgrade() ? ProtocolHint.H2 : ProtocolHint.UNKNOWN;
        return new Endpoint(
                address,
                Endpoint.NEUTRAL_WEIGHT,
                labels,
                workload.identity(),
                hint,
                transportPort,
                null,
                settings.meshedHttp2());
    }

    private int transportPort(WorkloadFacts workload, int port, boolean opaque) {
        boolean proxysOwn = port == workload.proxyAdminPort() || port == workload.proxyControlPort();
        if (proxysOwn || !(opaque || settings.forceOpaqueTransport())) {
            return 0;
        }
        int inbound = workload.proxyInboundPort();
        return inbound == 0 ? DiscoverySettings.DEFAULT_INBOUND_PORT : inbound;
    }

    /** An endpoint without a workload: a hand-written address, or the gateway of a mirrored Service. */
    Endpoint ofBareAddress(Address address, @Nullable Remote remote, int requestedPort, Map<String, String> labels) {
        if (remote == null) {
            return plain(address, labels);
        }
        String service = remote.serviceName();
        String authority = service == null ? null : service + ":" + requestedPort;
        String identity = remote.gatewayIdentity();
        TlsIdentity gateway = identity == null || identity.isEmpty() ? null : new TlsIdentity.Dns(identity, null);
        boolean hinted = gateway != null && settings.h2Upgrade();
        Http2ClientParams http2 = gateway == null ? null : settings.meshedHttp2();
        return new Endpoint(
                address,
                Endpoint.NEUTRAL_WEIGHT,
                labels,
                gateway,
                hinted ? ProtocolHint.H2 : ProtocolHint.UNKNOWN,
                0,
                authority,
                http2);
    }

    private static Endpoint plain(Address address, Map<String, String> labels) {
        return new Endpoint(address, Endpoint.NEUTRAL_WEIGHT, labels, null, ProtocolHint.UNKNOWN, 0, null, null);
    }

    /** The endpoint with the weight that it has for a caller in a zone. */
    Endpoint weighed(Endpoint endpoint, Member member, String callerZone) {
        return settings.zoneWeights() && locality(member, callerZone).equals(LOCAL)
                ? endpoint.withWeight(Endpoint.NEUTRAL_WEIGHT * SAME_ZONE)
                : endpoint;
    }

    private static String locality(Member member, String callerZone) {
        String zone = member.whereabouts();
        return zone.isEmpty() || callerZone.isEmpty() ? "unknown" : zone.equals(callerZone) ? LOCAL : "remote";
    }

    /**
     * Labels of an endpoint of a Service.
     *
     * @param callerZone empty = unknown
     */
    static SortedMap<String, String> labels(Member member, String callerZone) {
        SortedMap<String, String> labels = new TreeMap<>();
        if (member.workload() != null) {
            labels.putAll(member.workload().labels());
            labels.put("zone", member.whereabouts());
        }
        labels.put("zone_locality", locality(member, callerZone));
        return labels;
    }

    /** Labels of an endpoint that was asked for by its address. */
    static SortedMap<String, String> labels(WorkloadFacts workload) {
        SortedMap<String, String> labels = new TreeMap<>(workload.labels());
        labels.put("zone", workload.zone());
        labels.put("namespace", workload.id().namespace());
        return labels;
    }
}
