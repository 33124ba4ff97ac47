package io.reactivemesh.actors.service;

import static io.reactivemesh.actors.Documents.facts;
import static io.reactivemesh.actors.Documents.member;
import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.ports;
import static io.reactivemesh.actors.Documents.unready;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.Documents;
import io.reactivemesh.actors.service.ServiceDocument.Kind;
import io.reactivemesh.actors.service.ServiceDocument.Profile;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.RequestMatch;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.model.ServiceProfile.RetryBudget;
import io.reactivemesh.discovery.model.ServiceProfile.WeightedDestination;
import io.reactivemesh.discovery.port.Resolution;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What GetProfile says; control-plane semantics 4, and 15.6, 15.7, 15.10. */
class ProfileViewTest {
    private static final Revision REVISION = new Revision(1, 1);
    private static final String NAME = "web.emojivoto.svc.cluster.local";
    private static final ObjectRef WEB_80 = new ObjectRef("core", "Service", "emojivoto", "web", 80);
    private static final RetryBudget BUDGET = new RetryBudget(0.1f, 5, Duration.ofSeconds(30));

    private final ProfileView view = new ProfileView(DiscoverySettings.DEFAULT);

    @Test
    void givesDefaultsToAServiceWithoutProfile() {
        assertThat(service(Documents.web(), 80, null))
                .isEqualTo(new ServiceProfile(
                        NAME,
                        false,
                        List.of(),
                        RetryBudget.DEFAULT,
                        List.of(),
                        null,
                        WEB_80,
                        new ObjectRef("linkerd.io", "", "", "", 0)));
    }

    @Test
    void givesWhatTheProfileSays() {
        ServiceDocument document = withProfiles(Map.of("emojivoto", profile("own")));

        ServiceProfile profile = service(document, 80, null);

        assertThat(profile.routes()).extracting(ServiceProfile.Route::name).containsExactly("own");
        assertThat(profile.budget()).isEqualTo(BUDGET);
        assertThat(profile.overrides())
                .containsExactly(
                        new WeightedDestination("a.ns.svc.cluster.local:80", 5000),
                        new WeightedDestination("b.ns.svc.cluster.local:8080", 10000));
        assertThat(profile.source()).isEqualTo(new ObjectRef("linkerd.io", "ServiceProfile", "emojivoto", NAME, 0));
    }

    @Test
    void prefersTheProfileOfTheClientsNamespace() {
        ServiceDocument document = withProfiles(Map.of("emojivoto", profile("own"), "clients", profile("theirs")));

        assertThat(service(document, 80, "clients").routes())
                .extracting(ServiceProfile.Route::name)
                .containsExactly("theirs");
        assertThat(service(document, 80, "others").routes())
                .extracting(ServiceProfile.Route::name)
                .containsExactly("own");
    }

    @Test
    void marksAnOpaqueServicePort() {
        ServiceDocument document = Documents.web();
        ServiceDocument opaque = new ServiceDocument(
                document.id(),
                Kind.CLUSTER_IP,
                document.ports(),
                ports(80),
                false,
                document.members(),
                document.profiles(),
                null);

        assertThat(service(opaque, 80, null).opaqueProtocol()).isTrue();
    }

    @Test
    void leavesAPortThatIsNotDeclaredToThePolicy() {
        assertThat(service(Documents.web(), 9999, null)).isEqualTo(ServiceProfile.EMPTY);
    }

    @Test
    void saysThatAServiceIsNotThere() {
        assertThat(view.ofService(ServiceDocument.absent(Documents.WEB), REVISION, 80, NAME, null))
                .isInstanceOf(Resolution.NotFound.class);
    }

    @Test
    void saysThatAnExternalNameCannotBeAsked() {
        ServiceDocument web = Documents.web();
        ServiceDocument external = new ServiceDocument(
                web.id(),
                Kind.EXTERNAL_NAME,
                web.ports(),
                web.opaquePorts(),
                false,
                web.members(),
                web.profiles(),
                null);

        assertThat(view.ofService(external, REVISION, 80, NAME, null)).isInstanceOf(Resolution.Unsuitable.class);
    }

    @Test
    void mapsThePortOfAHostname() {
        ServiceProfile profile = found(view.ofHostname(
                Documents.web(pod("10.0.0.1", "web-0"), pod("10.0.0.2", "web-1")), REVISION, 80, "web-1"));

        assertThat(endpoint(profile).address()).hasToString("10.0.0.2:8080");
        assertThat(endpoint(profile).labels())
                .containsEntry("namespace", "emojivoto")
                .containsEntry("pod", "web-1");
        assertThat(profile.fullyQualifiedName()).isNull();
        assertThat(profile.parent()).isNull();
        assertThat(profile.budget()).isEqualTo(RetryBudget.DEFAULT);
    }

    @Test
    void findsAHostnameOnAnyKindOfMember() {
        ServiceDocument document = Documents.web(member("10.0.0.1", true, FactsOf.external(facts("vm-1"))));

        assertThat(endpoint(found(view.ofHostname(document, REVISION, 80, "vm-1")))
                        .address())
                .hasToString("10.0.0.1:8080");
    }

    @Test
    void prefersTheReadyMemberOfAHostname() {
        ServiceDocument document = Documents.web(unready("10.0.0.1", "web-0"), pod("10.0.0.2", "web-0"));

        assertThat(endpoint(found(view.ofHostname(document, REVISION, 80, "web-0")))
                        .address())
                .hasToString("10.0.0.2:8080");
    }

    @Test
    void saysThatAHostnameIsNotThere() {
        assertThat(view.ofHostname(Documents.web(pod("10.0.0.1", "web-0")), REVISION, 80, "web-9"))
                .isInstanceOf(Resolution.NotFound.class);
    }

    @Test
    void givesAWorkloadItsEndpointAndOpaquePorts() {
        Address redis = new Address(IpAddress.parse("10.0.0.1"), 6379);

        ServiceProfile profile = found(view.ofWorkload(FactsOf.opaque(facts("web-0"), ports(6379)), REVISION, redis));

        assertThat(profile.opaqueProtocol()).isTrue();
        assertThat(endpoint(profile).address()).isEqualTo(redis);
        assertThat(endpoint(profile).opaqueTransportPort()).isEqualTo(4143);
    }

    @Test
    void givesAnUnknownAddressNothingButItself() {
        Address mysql = new Address(IpAddress.parse("192.0.2.1"), 3306);
        Address http = new Address(IpAddress.parse("192.0.2.1"), 80);

        assertThat(found(view.ofNobody(mysql, REVISION)))
                .isEqualTo(new ServiceProfile(
                        null, true, List.of(), RetryBudget.DEFAULT, List.of(), Endpoint.bare(mysql), null, null));
        assertThat(found(view.ofNobody(http, REVISION)).opaqueProtocol()).isFalse();
    }

    private ServiceProfile service(ServiceDocument document, int port, @Nullable String namespace) {
        return found(view.ofService(document, REVISION, port, NAME, ProfileView.profileNamespace(document, namespace)));
    }

    private static ServiceProfile found(Resolution<ServiceProfile> resolution) {
        if (resolution instanceof Resolution.Found<ServiceProfile> found) {
            return found.value();
        }
        throw new AssertionError("not found: " + resolution);
    }

    private static Endpoint endpoint(ServiceProfile profile) {
        Endpoint endpoint = profile.endpoint();
        if (endpoint == null) {
            throw new AssertionError("no endpoint: " + profile);
        }
        return endpoint;
    }

    private static ServiceDocument withProfiles(Map<String, Profile> profiles) {
        ServiceDocument web = Documents.web();
        return new ServiceDocument(
                web.id(),
                web.kind(),
                web.ports(),
                web.opaquePorts(),
                false,
                web.members(),
                new TreeMap<>(profiles),
                null);
    }

    private static Profile profile(String route) {
        return new Profile(
                NAME,
                List.of(new ServiceProfile.Route(route, new RequestMatch.Path("/.*"), List.of(), true, null)),
                BUDGET,
                List.of(
                        new WeightedDestination("a.ns.svc.cluster.local", 5000),
                        new WeightedDestination("b.ns.svc.cluster.local:8080", 10000)));
    }
}
