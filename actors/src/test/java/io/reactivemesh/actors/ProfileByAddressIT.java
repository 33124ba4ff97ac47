package io.reactivemesh.actors;

import static io.reactivemesh.actors.Documents.WEB;
import static io.reactivemesh.actors.Documents.facts;
import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.web;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.address.AddressDocument.Owner;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Caller;
import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.port.HistorySource;
import io.reactivemesh.discovery.port.ProfileSource.ProfileQuery;
import io.reactivemesh.discovery.port.Resolution;
import java.util.List;
import java.util.Map;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;

/** A stream that asked for an address follows it from owner to owner; on a node that records nothing. */
class ProfileByAddressIT {
    private static final IpAddress IP = IpAddress.parse("10.0.0.1");
    private static final Address HTTP = new Address(IP, 80);
    private static final WorkloadId POD = facts("web-1").id();

    private final ScriptedSource source = new ScriptedSource();

    @Test
    void followsAnAddressFromOwnerToOwner() {
        try (MeshNode node = node();
                Watching<ServiceProfile> watching =
                        Watching.profile(node, new ProfileQuery.ByAddress(HTTP, Caller.UNKNOWN))) {
            source.list();
            watching.awaitFound(
                    found -> Endpoint.bare(HTTP).equals(found.value().endpoint()));

            source.edit(web(pod("10.0.0.9", "web-1")), owned(new Owner.Service(WEB)));
            watching.awaitFound(found ->
                    "web.emojivoto.svc.cluster.local".equals(found.value().fullyQualifiedName()));

            source.edit(new WorkloadDocument(POD, facts("web-1"), List.of(IP)), owned(new Owner.Workload(POD)));
            watching.awaitFound(found -> port(found.value()) == 4143);

            source.edit(owned(new Owner.HostPort(80, 8080, POD)));
            watching.awaitFound(found -> port(found.value()) == 0
                    && !Endpoint.bare(HTTP).equals(found.value().endpoint()));

            source.edit(owned(
                    new Owner.Workload(POD), new Owner.Workload(facts("web-2").id())));
            watching.await(Resolution.Ambiguous.class::isInstance);

            source.edit(owned());
            watching.awaitFound(
                    found -> Endpoint.bare(HTTP).equals(found.value().endpoint()));
        }
    }

    @Test
    void answersAnewWhenANodeMovesToAnotherZone() {
        try (MeshNode node = node();
                Watching<EndpointSet> watching = Watching.endpoints(node, WEB, 80, new Caller("clients", "n7", null))) {
            source.list(web(pod("10.0.0.9", "web-1")));
            watching.awaitFound(found -> locality(found.value()).equals("unknown"));

            source.zones(Map.of("n7", "a"));
            watching.awaitFound(found -> locality(found.value()).equals("local"));

            source.zones(Map.of("n7", "b"));
            watching.awaitFound(found -> locality(found.value()).equals("remote"));
        }
    }

    @Test
    void hasNoHistory() {
        try (MeshNode node = node()) {
            var changes = node.history()
                    .changes(new HistorySource.Key(HistorySource.Kind.SERVICE, "emojivoto/web"), null, false)
                    .runWith(Sink.seq(), node.system());

            assertThat(changes.toCompletableFuture())
                    .failsWithin(java.time.Duration.ofSeconds(30))
                    .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                    .withMessageContaining("records no history");
        }
    }

    @Test
    void stopsHubsThatNobodyWatches() {
        try (MeshNode node = MeshNode.start(
                TestNodes.with(
                        Map.of("reactive-mesh.journal.kind", "none", "reactive-mesh.entities.hub-linger", "100ms")),
                source)) {
            try (Watching<EndpointSet> watching = Watching.endpoints(node, WEB, 80)) {
                source.list(web(pod("10.0.0.9", "web-1")));
                watching.awaitAddresses("10.0.0.9:8080");
                assertThat(node.status().hubs()).isEqualTo(1);
            }

            assertThat(Awaiting.until(() -> node.status().hubs(), hubs -> hubs == 0))
                    .isZero();
            try (Watching<EndpointSet> again = Watching.endpoints(node, WEB, 80)) {
                again.awaitAddresses("10.0.0.9:8080");
            }
        }
    }

    private MeshNode node() {
        return MeshNode.start(TestNodes.with(Map.of("reactive-mesh.journal.kind", "none")), source);
    }

    private static AddressDocument owned(Owner... owners) {
        return new AddressDocument(IP, List.of(owners));
    }

    private static int port(ServiceProfile profile) {
        Endpoint endpoint = profile.endpoint();
        return endpoint == null ? -1 : endpoint.opaqueTransportPort();
    }

    private static String locality(EndpointSet set) {
        return set.endpoints().values().iterator().next().labels().getOrDefault("zone_locality", "");
    }
}
