package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.control.BackendPolicy;
import io.reactivemesh.proxy.control.HttpRule;
import io.reactivemesh.proxy.control.PolicyUpdate;
import io.reactivemesh.proxy.control.ProfileRoute;
import io.reactivemesh.proxy.control.ProfileUpdate;
import io.reactivemesh.proxy.control.ProfileUpdate.Profile;
import io.reactivemesh.proxy.control.ProfileUpdate.WeightedAuthority;
import io.reactivemesh.proxy.control.ProtocolPolicy;
import io.reactivemesh.proxy.control.ProtocolPolicy.Version;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.Spread;
import io.reactivemesh.proxy.control.TcpRule;
import io.reactivemesh.proxy.outbound.Resolution.Protocol;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.RequestCondition;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.ResponseClasses;
import io.reactivemesh.proxy.route.Route;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which answer of discovery decides what. */
class ResolutionTest {

    private static final InetSocketAddress ORIGINAL = new InetSocketAddress("10.96.0.10", 80);
    private static final String WEB = "web.emojivoto.svc.cluster.local";
    private static final PolicyUpdate NO_POLICY = new PolicyUpdate.None();
    private static final ProfileUpdate NO_PROFILE = new ProfileUpdate.None();
    private static final ResourceRef PARENT = new ResourceRef("core", "Service", "emojivoto", "web", "80", "");

    private static final List<Route<HttpRule>> ROUTES = List.of(new Route<>(
            List.of(),
            List.of(new Route.Rule<>(
                    List.of(RequestMatch.Http.ANY),
                    new HttpRule(
                            ResourceRef.named("policy"),
                            false,
                            Filters.NONE,
                            Spread.only(
                                    BackendPolicy.balanced("web-v2.emojivoto.svc.cluster.local:80"), Filters.NONE))))));
    private static final TcpRule TCP =
            new TcpRule(ResourceRef.named("bytes"), List.of(), Spread.only(BackendPolicy.balanced("db:1"), List.of()));

    private static PolicyUpdate policy(ProtocolPolicy protocol) {
        return new PolicyUpdate.Policy(PARENT, protocol);
    }

    private static ProtocolPolicy detect() {
        return new ProtocolPolicy.Detect(
                Duration.ofSeconds(3),
                new ProtocolPolicy.Http(Version.HTTP1, ROUTES),
                new ProtocolPolicy.Http(Version.HTTP2, ROUTES),
                new ProtocolPolicy.Opaque(TCP));
    }

    private static Profile profile(boolean opaque, WeightedAuthority... overrides) {
        return new Profile(WEB, opaque, null, List.of(overrides), List.of(), null);
    }

    private static Resolution resolve(ProfileUpdate profile, PolicyUpdate policy) {
        return Resolution.of(profile, policy, 80, ORIGINAL);
    }

    private static HttpRule onlyRule(@Nullable HttpTarget target) {
        assertThat(target).isInstanceOf(HttpTarget.Routed.class);
        HttpTarget.Routed routed = (HttpTarget.Routed) Objects.requireNonNull(target);
        return routed.routes().getFirst().rules().getFirst().leadsTo();
    }

    private static BackendPolicy onlyBackend(@Nullable HttpTarget target) {
        return onlyRule(target).backends().shares().getFirst().backend();
    }

    @Test
    void aPolicyDecidesAboutAServiceWithoutSettingsOfItsOwn() {
        Resolution resolution = resolve(FakeDiscovery.service(WEB), policy(detect()));

        assertThat(resolution.parent()).isEqualTo(PARENT);
        assertThat(resolution.protocol()).isEqualTo(new Protocol.Detect(Duration.ofSeconds(3)));
        assertThat(resolution.http1()).isEqualTo(new HttpTarget.Routed(PARENT, ROUTES, null));
        assertThat(resolution.http2()).isEqualTo(new HttpTarget.Routed(PARENT, ROUTES, null));
        assertThat(resolution.tcp()).isEqualTo(new TcpTarget.Routed(PARENT, TCP));
    }

    @Test
    void withoutAPolicyTheServiceThatTheProfileNamesIsBalanced() {
        Resolution resolution = resolve(FakeDiscovery.service(WEB), NO_POLICY);

        assertThat(resolution.parent()).isEqualTo(PARENT);
        assertThat(onlyRule(resolution.http1()).route()).isEqualTo(ResourceRef.named("http"));
        assertThat(onlyBackend(resolution.http1())).isEqualTo(BackendPolicy.balanced(WEB + ":80"));
    }

    @Test
    void aDiscoveredEndpointAndAnAddressThatNobodyKnowsAreToldApart() {
        ProxyEndpoint pod = ProxyEndpoint.of(new InetSocketAddress("10.42.0.7", 8080));
        ProfileUpdate discovered = new Profile(null, false, pod, List.of(), List.of(), null);

        assertThat(onlyBackend(resolve(discovered, NO_POLICY).http2()))
                .isEqualTo(BackendPolicy.forward(pod, ResourceRef.named("endpoint")));
        assertThat(onlyBackend(resolve(NO_PROFILE, NO_POLICY).http2()))
                .isEqualTo(BackendPolicy.forward(ProxyEndpoint.of(ORIGINAL), ResourceRef.named("fallback")));
        assertThat(Resolution.of(NO_PROFILE, NO_POLICY, 80, null).http1()).isInstanceOf(HttpTarget.Failing.class);
    }

    @Test
    void aProfileWithOverridesWinsOverThePolicy() {
        Resolution resolution =
                resolve(profile(false, new WeightedAuthority("a.ns.svc.cluster.local:80", 5)), policy(detect()));

        assertThat(resolution.http1())
                .isInstanceOfSatisfying(
                        HttpTarget.Profiled.class,
                        profiled -> assertThat(profiled.backends().shares())
                                .singleElement()
                                .satisfies(share -> assertThat(share.backend())
                                        .isEqualTo(BackendPolicy.balanced("a.ns.svc.cluster.local:80"))));
        assertThat(resolution.tcp())
                .isInstanceOfSatisfying(
                        TcpTarget.Routed.class,
                        routed -> assertThat(routed.rule().backends().shares())
                                .singleElement()
                                .satisfies(share -> assertThat(share.weight()).isEqualTo(5)));
    }

    @Test
    void aProfileWithRoutesWinsForHttpButNotForBytes() {
        ProfileRoute route = new ProfileRoute(
                new RequestCondition.Method("GET"), new TreeMap<>(), new ResponseClasses(List.of()), false, null);
        Resolution resolution =
                resolve(new Profile(WEB, false, null, List.of(), List.of(route), null), policy(detect()));

        assertThat(resolution.http1())
                .isEqualTo(new HttpTarget.Profiled(
                        PARENT,
                        WEB + ":80",
                        List.of(route),
                        null,
                        Spread.only(BackendPolicy.balanced(WEB + ":80"), Filters.NONE)));
        assertThat(resolution.tcp()).isEqualTo(new TcpTarget.Routed(PARENT, TCP));
    }

    @Test
    void anOpaqueProfileWinsForTheProtocolAndKeepsThePolicysWay() {
        Resolution resolution = resolve(profile(true), policy(detect()));

        assertThat(resolution.protocol()).isEqualTo(new Protocol.Opaque());
        assertThat(resolution.tcp()).isEqualTo(new TcpTarget.Routed(PARENT, TCP));
    }

    @Test
    void aKnownProtocolIsNotDetected() {
        assertThat(resolve(NO_PROFILE, policy(new ProtocolPolicy.Http(Version.HTTP1, ROUTES)))
                        .protocol())
                .isEqualTo(new Protocol.Http1());
        assertThat(resolve(NO_PROFILE, policy(new ProtocolPolicy.Http(Version.HTTP2, ROUTES)))
                        .protocol())
                .isEqualTo(new Protocol.Http2());
        assertThat(resolve(NO_PROFILE, policy(new ProtocolPolicy.Tls(List.of())))
                        .protocol())
                .isEqualTo(new Protocol.Tls());
    }

    @Test
    void anOpaquePolicyKnowsNoHttp() {
        Resolution resolution = resolve(NO_PROFILE, policy(new ProtocolPolicy.Opaque(TCP)));

        assertThat(resolution.protocol()).isEqualTo(new Protocol.Opaque());
        assertThat(resolution.http1()).isNull();
        assertThat(resolution.http2()).isNull();
    }

    @Test
    void anInvalidPolicyFailsEverythingAndARefusedDestinationIsClosed() {
        assertThat(resolve(NO_PROFILE, policy(new ProtocolPolicy.Invalid("nonsense")))
                        .http1())
                .isInstanceOfSatisfying(
                        HttpTarget.Failing.class,
                        failing -> assertThat(failing.refusal().status()).isEqualTo(500));
        assertThat(resolve(profile(true), new PolicyUpdate.Refused("not allowed"))
                        .protocol())
                .isEqualTo(new Protocol.Refused());
    }
}
