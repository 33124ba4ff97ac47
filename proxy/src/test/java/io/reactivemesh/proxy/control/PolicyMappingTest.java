package io.reactivemesh.proxy.control;

import static io.reactivemesh.proxy.control.PolicyFixture.backend;
import static io.reactivemesh.proxy.control.PolicyFixture.http1;
import static io.reactivemesh.proxy.control.PolicyFixture.rule;
import static io.reactivemesh.proxy.control.PolicyFixture.seconds;
import static io.reactivemesh.proxy.control.PolicyFixture.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.balance.Balancer;
import io.reactivemesh.proxy.balance.FailureAccrual;
import io.reactivemesh.proxy.control.ProtocolPolicy.Version;
import io.reactivemesh.proxy.route.Filter;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.PathMatch;
import io.reactivemesh.proxy.route.Ratio;
import io.reactivemesh.proxy.route.Redirect;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.Route;
import io.reactivemesh.proxy.stack.HeaderEdit;
import io.reactivemesh.proxy.stack.HeaderEdit.Header;
import io.reactivemesh.proxy.stack.Resilience;
import io.reactivemesh.proxy.stack.RetryCondition;
import io.reactivemesh.proxy.stack.RetryPolicy;
import io.reactivemesh.proxy.stack.RouteTimeouts;
import io.reactivemesh.wire.grpcroute.GrpcRouteMatch;
import io.reactivemesh.wire.grpcroute.GrpcRpcMatch;
import io.reactivemesh.wire.httproute.HttpFailureInjector;
import io.reactivemesh.wire.httproute.HttpRouteMatch;
import io.reactivemesh.wire.httproute.PathModifier;
import io.reactivemesh.wire.httproute.QueryParamMatch;
import io.reactivemesh.wire.httproute.RequestHeaderModifier;
import io.reactivemesh.wire.httproute.RequestRedirect;
import io.reactivemesh.wire.httproute.Timeouts;
import io.reactivemesh.wire.httptypes.Headers;
import io.reactivemesh.wire.httptypes.Scheme;
import io.reactivemesh.wire.outbound.Backend;
import io.reactivemesh.wire.outbound.EjectionConfig;
import io.reactivemesh.wire.outbound.ExponentialBackoff;
import io.reactivemesh.wire.outbound.GrpcRoute;
import io.reactivemesh.wire.outbound.HttpRoute;
import io.reactivemesh.wire.outbound.OpaqueRoute;
import io.reactivemesh.wire.outbound.OutboundPolicy;
import io.reactivemesh.wire.outbound.ProxyProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyMappingTest {

    private static HttpRule only(OutboundPolicy wire) {
        ProtocolPolicy.Http http =
                (ProtocolPolicy.Http) PolicyMapping.policy(wire).protocol();
        return http.routes().getFirst().rules().getFirst().leadsTo();
    }

    private static HttpRule mapped(Consumer<HttpRoute.Rule.Builder> change) {
        HttpRoute.Rule.Builder rule = rule("web");
        change.accept(rule);
        return only(http1(rule));
    }

    private static HttpRoute.Filter.Builder filter() {
        return HttpRoute.Filter.newBuilder();
    }

    @Test
    void theDefaultPolicyOfAServiceIsUnderstood() {
        PolicyUpdate.Policy policy = PolicyMapping.policy(PolicyFixture.detect("web"));

        BackendPolicy backend = new BackendPolicy(
                new ResourceRef("core", "Service", "emojivoto", "web", "80", ""),
                new BackendPolicy.Kind.Balanced("web.emojivoto.svc.cluster.local:80", Balancer.Config.DEFAULT),
                new BackendPolicy.Queue(100, Duration.ofSeconds(3)));
        HttpRule rule =
                new HttpRule(ResourceRef.named("http"), false, Filters.NONE, Spread.only(backend, Filters.NONE));
        Route<HttpRule> route = new Route<>(
                List.of(),
                List.of(new Route.Rule<>(
                        List.of(new RequestMatch.Http(new PathMatch.Prefix("/"), List.of(), List.of(), null)), rule)));
        assertThat(policy.protocol())
                .isEqualTo(new ProtocolPolicy.Detect(
                        Duration.ofSeconds(10),
                        new ProtocolPolicy.Http(Version.HTTP1, List.of(route)),
                        new ProtocolPolicy.Http(Version.HTTP2, List.of(route)),
                        new ProtocolPolicy.Opaque(null)));
    }

    @Test
    void equalMessagesMakeEqualPolicies() {
        assertThat(PolicyMapping.policy(PolicyFixture.detect("web")))
                .isEqualTo(PolicyMapping.policy(PolicyFixture.detect("web")))
                .isNotEqualTo(PolicyMapping.policy(PolicyFixture.detect("other")));
    }

    @Test
    void filtersKeepTheirOrder() {
        HttpRule rule =
                mapped(wire -> wire.addFilters(filter().setRequestHeaderModifier(RequestHeaderModifier.newBuilder()
                                .setAdd(Headers.newBuilder()
                                        .addHeaders(Headers.Header.newBuilder()
                                                .setName("Pizza")
                                                .setValue(com.google.protobuf.ByteString.copyFromUtf8("tubular"))))
                                .addRemove("Content-Length")
                                .addRemove("x-gone")))
                        .addFilters(filter().setRedirect(RequestRedirect.newBuilder()
                                .setScheme(Scheme.newBuilder().setRegistered(Scheme.Registered.HTTPS))
                                .setPath(PathModifier.newBuilder().setPrefix("/bar"))))
                        .addFilters(filter().setFailureInjector(HttpFailureInjector.newBuilder()
                                .setStatus(503)
                                .setMessage("unlucky")
                                .setRatio(io.reactivemesh.wire.httproute.Ratio.newBuilder()
                                        .setNumerator(1)
                                        .setDenominator(4)))));

        assertThat(rule.filters().list())
                .containsExactly(
                        new Filter.EditRequest(
                                new HeaderEdit(List.of(new Header("pizza", "tubular")), List.of(), List.of("x-gone"))),
                        new Filter.RedirectTo(
                                new Redirect("https", null, 0, new Redirect.PathEdit.Prefix("/bar"), 301)),
                        new Filter.FailHttp(503, "unlucky", new Ratio(1, 4)));
    }

    @Test
    void timeoutsAndRetriesAreUnderstood() {
        HttpRule rule = mapped(wire -> wire.setTimeouts(Timeouts.newBuilder()
                        .setRequest(seconds(5))
                        .setResponse(seconds(4))
                        .setIdle(seconds(0)))
                .setAllowL5DRequestHeaders(true)
                .setRetry(HttpRoute.Retry.newBuilder()
                        .setMaxRetries(2)
                        .setMaxRequestBytes(65_536)
                        .setTimeout(seconds(1))
                        .setBackoff(ExponentialBackoff.newBuilder()
                                .setMinBackoff(seconds(1))
                                .setMaxBackoff(seconds(2))
                                .setJitterRatio(0.5f))
                        .setConditions(HttpRoute.Retry.Conditions.newBuilder()
                                .addStatusRanges(HttpRoute.Retry.Conditions.StatusRange.newBuilder()
                                        .setStart(500)
                                        .setEnd(599)))));

        assertThat(rule.resilience())
                .isEqualTo(new Resilience(
                        RouteTimeouts.of(Duration.ofSeconds(5), Duration.ofSeconds(4), null),
                        new RetryPolicy(
                                new RetryCondition.Statuses(List.of(new RetryCondition.Range(500, 599)), Set.of()),
                                2,
                                65_536,
                                Duration.ofSeconds(1),
                                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2), 0.5)),
                        true));
    }

    @Test
    void routesOfGrpcAreUnderstood() {
        GrpcRoute.Rule.Builder rule = GrpcRoute.Rule.newBuilder()
                .addMatches(GrpcRouteMatch.newBuilder()
                        .setRpc(GrpcRpcMatch.newBuilder().setService("pkg.Greeter")))
                .setBackends(GrpcRoute.Distribution.newBuilder()
                        .setRandomAvailable(GrpcRoute.Distribution.RandomAvailable.newBuilder()
                                .addBackends(GrpcRoute.WeightedRouteBackend.newBuilder()
                                        .setWeight(7)
                                        .setBackend(GrpcRoute.RouteBackend.newBuilder()
                                                .setBackend(backend("web"))))))
                .setRetry(GrpcRoute.Retry.newBuilder()
                        .setMaxRetries(1)
                        .setConditions(GrpcRoute.Retry.Conditions.newBuilder()
                                .setUnavailable(true)
                                .setDeadineExceeded(true)));
        OutboundPolicy wire = OutboundPolicy.newBuilder()
                .setMetadata(service("web"))
                .setProtocol(ProxyProtocol.newBuilder()
                        .setGrpc(ProxyProtocol.Grpc.newBuilder()
                                .addRoutes(GrpcRoute.newBuilder()
                                        .setMetadata(service("route"))
                                        .addRules(rule))
                                .setFailureAccrual(io.reactivemesh.wire.outbound.FailureAccrual.newBuilder()
                                        .setEjection(EjectionConfig.newBuilder().setMinReadyEndpoints(2))
                                        .setConsecutiveFailures(
                                                io.reactivemesh.wire.outbound.FailureAccrual.ConsecutiveFailures
                                                        .newBuilder()
                                                        .setMaxFailures(7)
                                                        .setBackoff(ExponentialBackoff.newBuilder()
                                                                .setMinBackoff(seconds(1))
                                                                .setMaxBackoff(seconds(60)))))))
                .build();

        ProtocolPolicy.Http http =
                (ProtocolPolicy.Http) PolicyMapping.policy(wire).protocol();

        assertThat(http.version()).isEqualTo(Version.HTTP2);
        assertThat(http.accrual())
                .isEqualTo(new FailureAccrual.Consecutive(
                        7, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 0), 2));
        Route.Rule<HttpRule> mapped = http.routes().getFirst().rules().getFirst();
        assertThat(mapped.matches()).containsExactly(new RequestMatch.Grpc("pkg.Greeter", "", List.of()));
        assertThat(mapped.leadsTo().grpc()).isTrue();
        assertThat(mapped.leadsTo().backends().shares())
                .singleElement()
                .satisfies(share -> assertThat(share.weight()).isEqualTo(7));
        assertThat(mapped.leadsTo().resilience().retry())
                .isNotNull()
                .extracting(RetryPolicy::condition)
                .isEqualTo(new RetryCondition.Statuses(List.of(), Set.of(4, 14)));
    }

    @Test
    void whatANewerControlPlaneSaysIsPassedOverWhereThatIsHarmless() {
        HttpRule rule = mapped(wire -> wire.addFilters(filter()));
        assertThat(rule.filters().isEmpty())
                .as("a filter of a kind that we don't know")
                .isTrue();

        HttpRule nothing =
                mapped(wire -> wire.setBackends(distribution(backend("web").clearBalancer())));
        assertThat(nothing.backends().shares().getFirst().backend().kind())
                .as("a backend of a kind that we don't know")
                .isEqualTo(new BackendPolicy.Kind.Nothing());

        HttpRoute.Rule.Builder unknown = rule("web")
                .clearMatches()
                .addMatches(HttpRouteMatch.newBuilder()
                        .setPath(io.reactivemesh.wire.httproute.PathMatch.getDefaultInstance()));
        ProtocolPolicy.Http http =
                (ProtocolPolicy.Http) PolicyMapping.policy(http1(unknown)).protocol();
        assertThat(http.routes().getFirst().rules())
                .as("a rule all of whose matches we cannot judge")
                .isEmpty();
    }

    private static HttpRoute.Distribution distribution(Backend.Builder backend) {
        return HttpRoute.Distribution.newBuilder()
                .setFirstAvailable(HttpRoute.Distribution.FirstAvailable.newBuilder()
                        .addBackends(HttpRoute.RouteBackend.newBuilder().setBackend(backend)))
                .build();
    }

    private static OutboundPolicy with(Consumer<HttpRoute.Rule.Builder> change) {
        HttpRoute.Rule.Builder rule = rule("web");
        change.accept(rule);
        return http1(rule);
    }

    static Stream<Arguments> nonsense() {
        OutboundPolicy detect = PolicyFixture.detect("web");
        ProxyProtocol.Detect timeless =
                detect.getProtocol().getDetect().toBuilder().clearTimeout().build();
        return Stream.of(
                Arguments.of("metadata", detect.toBuilder().clearMetadata().build()),
                Arguments.of(
                        "metadata", detect.toBuilder().setMetadata(service("")).build()),
                Arguments.of("protocol", detect.toBuilder().clearProtocol().build()),
                Arguments.of(
                        "detect",
                        detect.toBuilder()
                                .setProtocol(ProxyProtocol.newBuilder().setDetect(timeless))
                                .build()),
                Arguments.of("distribution", with(HttpRoute.Rule.Builder::clearBackends)),
                Arguments.of(
                        "backends",
                        with(rule -> rule.setBackends(HttpRoute.Distribution.newBuilder()
                                .setFirstAvailable(HttpRoute.Distribution.FirstAvailable.getDefaultInstance())))),
                Arguments.of(
                        "query parameter",
                        with(rule -> rule.addMatches(HttpRouteMatch.newBuilder()
                                .addQueryParams(QueryParamMatch.newBuilder().setExact("x"))))),
                Arguments.of(
                        "regex",
                        with(rule -> rule.addMatches(HttpRouteMatch.newBuilder()
                                .setPath(io.reactivemesh.wire.httproute.PathMatch.newBuilder()
                                        .setRegex("("))))),
                Arguments.of(
                        "redirect path",
                        with(rule -> rule.addFilters(filter().setRedirect(RequestRedirect.newBuilder()
                                .setPath(PathModifier.newBuilder().setFull("bar")))))),
                Arguments.of(
                        "injected status",
                        with(rule -> rule.addFilters(filter().setFailureInjector(
                                        HttpFailureInjector.newBuilder().setStatus(1000))))),
                Arguments.of(
                        "ratio",
                        with(rule -> rule.addFilters(filter().setFailureInjector(HttpFailureInjector.newBuilder()
                                .setStatus(500)
                                .setRatio(io.reactivemesh.wire.httproute.Ratio.getDefaultInstance()))))),
                Arguments.of("retry", with(rule -> rule.setRetry(HttpRoute.Retry.getDefaultInstance()))),
                Arguments.of(
                        "load",
                        with(rule -> rule.setBackends(distribution(backend("web")
                                .setBalancer(
                                        backend("web").getBalancer().toBuilder().clearLoad()))))),
                Arguments.of(
                        "opaque routes",
                        detect.toBuilder()
                                .setProtocol(ProxyProtocol.newBuilder()
                                        .setOpaque(ProxyProtocol.Opaque.newBuilder()
                                                .addRoutes(OpaqueRoute.getDefaultInstance())
                                                .addRoutes(OpaqueRoute.getDefaultInstance())))
                                .build()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void whatMakesNoSenseIsNamed(String subject, OutboundPolicy wire) {
        assertThatThrownBy(() -> PolicyMapping.policy(wire))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(subject);
    }
}
