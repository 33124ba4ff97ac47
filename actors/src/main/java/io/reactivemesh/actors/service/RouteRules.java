package io.reactivemesh.actors.service;

import io.reactivemesh.actors.service.DeclaredRoute.BackendRef;
import io.reactivemesh.actors.service.DeclaredRoute.DeclaredRule;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.outbound.Backend;
import io.reactivemesh.discovery.model.outbound.Distribution;
import io.reactivemesh.discovery.model.outbound.GrpcFilter;
import io.reactivemesh.discovery.model.outbound.HttpFilter;
import io.reactivemesh.discovery.model.outbound.HttpMatch;
import io.reactivemesh.discovery.model.outbound.Load;
import io.reactivemesh.discovery.model.outbound.PolicyRef;
import io.reactivemesh.discovery.model.outbound.Retry;
import io.reactivemesh.discovery.model.outbound.RpcMatch;
import io.reactivemesh.discovery.model.outbound.Rule;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a rule of a route object becomes one of a policy: with backends to discover, and with what the Service says where the rule does not. */
final class RouteRules {
    private static final int HTTP_FAILURE = 500;
    /** UNAVAILABLE. */
    private static final int GRPC_FAILURE = 14;

    private final PolicySettings settings;

    RouteRules(PolicySettings settings) {
        this.settings = settings;
    }

    static PolicyRef service(ServiceId id, int port) {
        return new PolicyRef.Resource(new ObjectRef("core", "Service", id.namespace(), id.name(), port));
    }

    /** A port of a Service, as a backend. */
    Backend backend(ServiceId id, int port, Load load) {
        return new Backend(
                service(id, port),
                new Backend.Target.Balanced(
                        id.name() + "." + id.namespace() + ".svc." + settings.clusterDomain() + ":" + port, load));
    }

    /** The one rule of a default route. */
    <M, F> Rule<M, F> everything(M match, Backend backend, Timeouts timeouts, @Nullable Retry retry) {
        return new Rule<>(List.of(match), List.of(), Distribution.to(backend), timeouts, retry, settings.overridable());
    }

    List<Rule<HttpMatch, HttpFilter>> http(
            List<DeclaredRule<HttpMatch, HttpFilter>> declared, Backend own, Load load, OutboundSettings outbound) {
        return rules(
                declared,
                own,
                load,
                outbound.timeouts(),
                outbound.httpRetry(),
                reason -> new HttpFilter.Fail(HTTP_FAILURE, reason));
    }

    List<Rule<RpcMatch, GrpcFilter>> grpc(
            List<DeclaredRule<RpcMatch, GrpcFilter>> declared, Backend own, Load load, OutboundSettings outbound) {
        return rules(
                declared,
                own,
                load,
                outbound.timeouts(),
                outbound.grpcRetry(),
                reason -> new GrpcFilter.Fail(GRPC_FAILURE, reason));
    }

    private <M, F> List<Rule<M, F>> rules(
            List<DeclaredRule<M, F>> declared,
            Backend own,
            Load load,
            Timeouts timeouts,
            @Nullable Retry retry,
            Function<String, F> failure) {
        List<Rule<M, F>> rules = new ArrayList<>(declared.size());
        for (DeclaredRule<M, F> rule : declared) {
            List<F> filters = new ArrayList<>(rule.filters());
            Distribution<F> backends = rule.backends().isEmpty()
                    ? Distribution.to(own)
                    : distribution(rule.backends(), load, filters, failure);
            rules.add(new Rule<>(
                    rule.matches(),
                    filters,
                    backends,
                    rule.timeouts().equals(Timeouts.NONE) ? timeouts : rule.timeouts(),
                    rule.retry() == null ? retry : rule.retry(),
                    settings.overridable()));
        }
        return rules;
    }

    /**
     * The backends by weight.
     *
     * @param filters takes what refuses requests when no backend may get any: proxies refuse a distribution without weight
     */
    private <F> Distribution<F> distribution(
            List<BackendRef<F>> declared, Load load, List<F> filters, Function<String, F> failure) {
        if (declared.stream().allMatch(backend -> backend.weight() == 0)) {
            filters.add(failure.apply("all backends have weight 0"));
            return new Distribution.Empty<>();
        }
        return new Distribution.RandomAvailable<>(declared.stream()
                .map(backend -> new Distribution.Weighted<>(backend(backend, load, failure), backend.weight()))
                .toList());
    }

    private <F> Distribution.RouteBackend<F> backend(BackendRef<F> declared, Load load, Function<String, F> failure) {
        return switch (declared) {
            case BackendRef.OfService<F> service ->
                new Distribution.RouteBackend<>(backend(service.id(), service.port(), load), service.filters());
            case BackendRef.OfAbsentService<F> service ->
                nowhere(
                        service(service.id(), service.port()),
                        failure.apply("Service not found " + service.id().name()));
            case BackendRef.Unusable<F> unusable ->
                nowhere(new PolicyRef.Default("invalid"), failure.apply(unusable.reason()));
        };
    }

    private static <F> Distribution.RouteBackend<F> nowhere(PolicyRef metadata, F failure) {
        return new Distribution.RouteBackend<>(new Backend(metadata, new Backend.Target.Nowhere()), List.of(failure));
    }
}
