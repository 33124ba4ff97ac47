package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Caller;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.port.EndpointSource.EndpointQuery;
import io.reactivemesh.discovery.port.ProfileSource.ProfileQuery;
import io.reactivemesh.discovery.port.Resolution;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DestinationServiceIT {
    private static final String WEB = "web.emojivoto.svc.cluster.local";
    private static final String TOKEN = "{\"ns\":\"emojivoto\",\"nodeName\":\"node-1\",\"pod\":\"bot-1\"}\n";
    private static final Caller BOT = new Caller("emojivoto", "node-1", "bot-1");
    private static final EndpointQuery WEB_80 = new EndpointQuery(new ServiceId("emojivoto", "web"), 80, null, BOT);
    private static final ProfileQuery WEB_PROFILE =
            new ProfileQuery.ByService(new ServiceId("emojivoto", "web"), null, WEB, 80, BOT);

    private final ServedDiscovery served = new ServedDiscovery((_, _, _) -> Source.empty());

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void sendsTheWholeSetFirst() throws Exception {
        served.endpoints.set(WEB_80, Samples.set("10.0.0.1:8080", "10.0.0.2:8080"));

        Update first = get(WEB + ":80").next();

        assertThat(first.getAdd().getAddrsList())
                .extracting(added -> Reading.address(added.getAddr()))
                .containsExactly(Samples.address("10.0.0.1:8080"), Samples.address("10.0.0.2:8080"));
        assertThat(first.getAdd().getMetricLabelsMap()).containsEntry("service", "web");
    }

    @Test
    void sendsHeadersBeforeAnythingIsKnown() throws Exception {
        ClientStream<GetDestination, Update> stream = get(WEB + ":80");

        stream.awaitHeaders();

        assertThat(stream.quiet()).isTrue();
    }

    @Test
    void saysThatThereIsNoEndpointAtOnce() throws Exception {
        served.endpoints.set(WEB_80, Samples.set());

        Update first = get(WEB).next();

        assertThat(first.hasNoEndpoints()).isTrue();
        assertThat(first.getNoEndpoints().getExists()).isTrue();
    }

    @Test
    void sendsOnlyWhatChangesAfterwards() throws Exception {
        served.endpoints.set(WEB_80, Samples.set("10.0.0.1:8080"));
        ClientStream<GetDestination, Update> stream = get(WEB + ":80");
        stream.next();

        served.endpoints.set(WEB_80, Samples.set("10.0.0.1:8080"));
        served.endpoints.set(WEB_80, Samples.set("10.0.0.1:8080", "10.0.0.2:8080"));
        Update added = stream.next();
        served.endpoints.set(WEB_80, Samples.set("10.0.0.2:8080"));
        Update removed = stream.next();

        assertThat(added.getAdd().getAddrsList())
                .extracting(endpoint -> Reading.address(endpoint.getAddr()))
                .containsExactly(Samples.address("10.0.0.2:8080"));
        assertThat(removed.getRemove().getAddrsList())
                .extracting(Reading::address)
                .containsExactly(Samples.address("10.0.0.1:8080"));
    }

    @Test
    void followsAServiceThatIsDeletedAndComesBackOnOneStream() throws Exception {
        served.endpoints.set(WEB_80, Samples.set("10.0.0.1:8080"));
        ClientStream<GetDestination, Update> stream = get(WEB + ":80");
        stream.next();

        served.endpoints.set(WEB_80, new Resolution.NotFound<>("Service emojivoto/web does not exist"));
        Update removed = stream.next();
        served.endpoints.set(WEB_80, Samples.set("10.0.0.9:8080"));
        Update added = stream.next();

        assertThat(removed.getRemove().getAddrsCount()).isEqualTo(1);
        assertThat(added.getAdd().getAddrsCount()).isEqualTo(1);
        assertThat(stream.quiet()).isTrue();
    }

    @Test
    void answersNotFoundForAServiceThatDoesNotExist() throws Exception {
        served.endpoints.set(WEB_80, new Resolution.NotFound<>("Service emojivoto/web does not exist"));
        served.profiles.set(WEB_PROFILE, new Resolution.NotFound<>("Service emojivoto/web does not exist"));

        assertStatus(get(WEB).ended(), Status.Code.NOT_FOUND, "Service emojivoto/web does not exist");
        assertStatus(getProfile(WEB).ended(), Status.Code.NOT_FOUND, "Service emojivoto/web does not exist");
    }

    @Test
    void answersInvalidArgumentForAnExternalName() throws Exception {
        served.endpoints.set(WEB_80, new Resolution.Unsuitable<>("Service emojivoto/web is an ExternalName"));

        assertStatus(get(WEB).ended(), Status.Code.INVALID_ARGUMENT, "Service emojivoto/web is an ExternalName");
    }

    @Test
    void answersFailedPreconditionForAnAddressOfMany() throws Exception {
        served.profiles.set(
                new ProfileQuery.ByAddress(Samples.address("10.0.0.1:80"), BOT),
                new Resolution.Ambiguous<>("10.0.0.1 is claimed by two Services"));

        assertStatus(
                getProfile("10.0.0.1").ended(), Status.Code.FAILED_PRECONDITION, "10.0.0.1 is claimed by two Services");
    }

    @Test
    void refusesAPathItCanNotReadAndNamesIt() throws Exception {
        assertStatus(
                get(WEB + ":99999").ended(),
                Status.Code.INVALID_ARGUMENT,
                "path '" + WEB + ":99999': port '99999' (expected: 1..65535)");
        assertStatus(
                get("10.0.0.1:80").ended(),
                Status.Code.INVALID_ARGUMENT,
                "path '10.0.0.1:80': endpoints are looked up by name (expected: SVC.NS.svc.cluster.local)");
        assertThat(getProfile("example.com:80").ended().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void streamsTheProfileOfAService() throws Exception {
        served.profiles.set(WEB_PROFILE, named(false));
        ClientStream<GetDestination, DestinationProfile> stream = getProfile(WEB + ":80");
        DestinationProfile first = stream.next();

        served.profiles.set(WEB_PROFILE, named(false));
        served.profiles.set(WEB_PROFILE, new Resolution.NotFound<>("deleted"));
        served.profiles.set(WEB_PROFILE, named(true));
        DestinationProfile second = stream.next();

        assertThat(first.getFullyQualifiedName()).isEqualTo(WEB);
        assertThat(first.getOpaqueProtocol()).isFalse();
        assertThat(second.getOpaqueProtocol()).isTrue();
    }

    @Test
    void streamsTheProfileOfAnIpv6Address() throws Exception {
        Address address = new Address(IpAddress.parse("fd00::1"), 8080);
        served.profiles.set(new ProfileQuery.ByAddress(address, BOT), ServiceProfile.EMPTY);

        assertThat(getProfile("[fd00::1]:8080").next()).isEqualTo(DestinationProfile.getDefaultInstance());
    }

    @Test
    void endsStreamsWithOkWhenItDrains() throws Exception {
        served.endpoints.set(WEB_80, Samples.set("10.0.0.1:8080"));
        served.profiles.set(WEB_PROFILE, named(false));
        ClientStream<GetDestination, Update> endpoints = get(WEB);
        ClientStream<GetDestination, DestinationProfile> profile = getProfile(WEB);
        endpoints.next();
        profile.next();

        served.server.drain(Duration.ofSeconds(5)).toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(endpoints.ended().getCode()).isEqualTo(Status.Code.OK);
        assertThat(profile.ended().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void servesManyStreamsOfOneConnectionTheSameChange() throws Exception {
        served.endpoints.set(WEB_80, Samples.set("10.0.0.1:8080"));
        List<ClientStream<GetDestination, Update>> streams = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            streams.add(get(WEB));
        }
        for (ClientStream<GetDestination, Update> stream : streams) {
            stream.next();
        }

        EndpointSet changed = Samples.set("10.0.0.1:8080", "10.0.0.2:8080");
        served.endpoints.set(WEB_80, changed);

        for (ClientStream<GetDestination, Update> stream : streams) {
            assertThat(stream.next().getAdd().getAddrsCount()).isEqualTo(1);
        }
    }

    private static ServiceProfile named(boolean opaque) {
        return new ServiceProfile(
                WEB, opaque, List.of(), ServiceProfile.RetryBudget.DEFAULT, List.of(), null, null, null);
    }

    private ClientStream<GetDestination, Update> get(String path) {
        return new ClientStream<>(served.channel, DestinationGrpc.getGetMethod(), request(path));
    }

    private ClientStream<GetDestination, DestinationProfile> getProfile(String path) {
        return new ClientStream<>(served.channel, DestinationGrpc.getGetProfileMethod(), request(path));
    }

    private static GetDestination request(String path) {
        return GetDestination.newBuilder().setPath(path).setContextToken(TOKEN).build();
    }

    private static void assertStatus(Status status, Status.Code code, String description) {
        assertThat(status.getCode()).isEqualTo(code);
        assertThat(status.getDescription()).isEqualTo(description);
    }
}
