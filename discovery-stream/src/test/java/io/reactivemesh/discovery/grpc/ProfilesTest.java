package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.RequestMatch;
import io.reactivemesh.discovery.model.ResponseMatch;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.stage.Step;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.Route;
import io.reactivemesh.wire.meta.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ProfilesTest {
    @Example
    void everyFieldOfAServiceProfileReachesTheOtherSide() throws InvalidProtocolBufferException {
        ServiceProfile profile = new ServiceProfile(
                "web.emojivoto.svc.cluster.local",
                true,
                List.of(new ServiceProfile.Route(
                        "GET /api/list",
                        new RequestMatch.Path("/api/list"),
                        List.of(new ServiceProfile.ResponseClass(new ResponseMatch.Status(500, 599), true)),
                        true,
                        Duration.ofMillis(1500))),
                new ServiceProfile.RetryBudget(0.5f, 7, Duration.ofSeconds(20)),
                List.of(new ServiceProfile.WeightedDestination("web-v2.emojivoto.svc.cluster.local:80", 5000)),
                Samples.endpoint("10.0.0.1:8080"),
                new ObjectRef("core", "Service", "emojivoto", "web", 80),
                new ObjectRef("linkerd.io", "ServiceProfile", "emojivoto", "web.emojivoto.svc.cluster.local", 0));

        DestinationProfile received =
                DestinationProfile.parseFrom(Profiles.toWire(profile).toByteArray());

        assertThat(received.getFullyQualifiedName()).isEqualTo("web.emojivoto.svc.cluster.local");
        assertThat(received.getOpaqueProtocol()).isTrue();
        Route route = received.getRoutes(0);
        assertThat(route.getMetricsLabelsMap()).isEqualTo(Map.of("route", "GET /api/list"));
        assertThat(Reading.request(route.getCondition())).isEqualTo(new RequestMatch.Path("/api/list"));
        assertThat(Reading.response(route.getResponseClasses(0).getCondition()))
                .isEqualTo(new ResponseMatch.Status(500, 599));
        assertThat(route.getResponseClasses(0).getIsFailure()).isTrue();
        assertThat(route.getIsRetryable()).isTrue();
        assertThat(Reading.duration(route.getTimeout())).isEqualTo(Duration.ofMillis(1500));
        assertThat(received.getRetryBudget().getRetryRatio()).isEqualTo(0.5f);
        assertThat(received.getRetryBudget().getMinRetriesPerSecond()).isEqualTo(7);
        assertThat(Reading.duration(received.getRetryBudget().getTtl())).isEqualTo(Duration.ofSeconds(20));
        assertThat(received.getDstOverrides(0).getAuthority()).isEqualTo("web-v2.emojivoto.svc.cluster.local:80");
        assertThat(received.getDstOverrides(0).getWeight()).isEqualTo(5000);
        assertThat(Reading.endpoint(received.getEndpoint(), Map.of())).isEqualTo(Samples.endpoint("10.0.0.1:8080"));
        assertThat(received.getParentRef().getResource())
                .isEqualTo(Resource.newBuilder()
                        .setGroup("core")
                        .setKind("Service")
                        .setNamespace("emojivoto")
                        .setName("web")
                        .setPort(80)
                        .build());
        assertThat(received.getProfileRef().getResource().getGroup()).isEqualTo("linkerd.io");
    }

    @Example
    void theEmptyProfileIsAnEmptyMessage() {
        assertThat(Profiles.toWire(ServiceProfile.EMPTY)).isEqualTo(DestinationProfile.getDefaultInstance());
    }

    @Example
    void nothingIsSentBetweenEqualProfiles() {
        ServiceProfile one = new ServiceProfile("web", false, List.of(), null, List.of(), null, null, null);
        ServiceProfile equal = new ServiceProfile("web", false, List.of(), null, List.of(), null, null, null);

        assertThat(Updates.ofProfile(new Step<>(one, equal))).isEmpty();
        assertThat(Updates.ofProfile(new Step<>(ServiceProfile.EMPTY, one))).hasSize(1);
    }

    @Property
    void everyRequestConditionReachesTheOtherSide(@ForAll("requests") RequestMatch match)
            throws InvalidProtocolBufferException {
        var received = io.reactivemesh.wire.destination.RequestMatch.parseFrom(
                Matches.toWire(match).toByteArray());

        assertThat(Reading.request(received)).isEqualTo(match);
    }

    @Property
    void everyResponseConditionReachesTheOtherSide(@ForAll("responses") ResponseMatch match)
            throws InvalidProtocolBufferException {
        var received = io.reactivemesh.wire.destination.ResponseMatch.parseFrom(
                Matches.toWire(match).toByteArray());

        assertThat(Reading.response(received)).isEqualTo(match);
    }

    @Provide
    Arbitrary<RequestMatch> requests() {
        return requests(3);
    }

    @Provide
    Arbitrary<ResponseMatch> responses() {
        return responses(3);
    }

    private static Arbitrary<RequestMatch> requests(int depth) {
        Arbitrary<RequestMatch> leaves = Arbitraries.oneOf(
                Arbitraries.of("/", "/api/.*").map(RequestMatch.Path::new),
                Arbitraries.of("GET", "HEAD", "TRACE", "PROPFIND", "UNRECOGNIZED")
                        .map(RequestMatch.Method::new));
        return depth == 0
                ? leaves
                : Arbitraries.oneOf(
                        leaves,
                        requests(depth - 1).map(RequestMatch.Not::new),
                        requests(depth - 1).list().ofMaxSize(3).map(RequestMatch.All::new),
                        requests(depth - 1).list().ofMaxSize(3).map(RequestMatch.Any::new));
    }

    private static Arbitrary<ResponseMatch> responses(int depth) {
        Arbitrary<ResponseMatch> leaves = Combinators.combine(
                        Arbitraries.integers().between(100, 599),
                        Arbitraries.integers().between(100, 599))
                .as(ResponseMatch.Status::new);
        return depth == 0
                ? leaves
                : Arbitraries.oneOf(
                        leaves,
                        responses(depth - 1).map(ResponseMatch.Not::new),
                        responses(depth - 1).list().ofMaxSize(3).map(ResponseMatch.All::new),
                        responses(depth - 1).list().ofMaxSize(3).map(ResponseMatch.Any::new));
    }
}
