package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.reactivemesh.actors.service.DeclaredRoute;
import io.reactivemesh.actors.service.DeclaredRoute.DeclaredRule;
import io.reactivemesh.actors.translate.Fact.RouteFact;
import io.reactivemesh.actors.translate.Fact.RouteFact.Mention;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.outbound.GrpcFilter;
import io.reactivemesh.discovery.model.outbound.Retry;
import io.reactivemesh.discovery.model.outbound.RpcMatch;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GRPCRoutes to facts; those without a Service among their parents as {@link HttpRouteConversion} says. */
final class GrpcRouteConversion {
    private static final String FILTERS = "[RequestHeaderModifier]";

    private final String namespace;
    /** Grows by those of each rule. */
    private final List<Mention> mentions;

    private final Timeouts timeouts;
    private final @Nullable Retry retry;

    private GrpcRouteConversion(ObjectMeta metadata, List<Mention> parents) {
        OutboundAnnotations annotations = OutboundAnnotations.ofRoute(metadata);
        this.namespace = metadata.getNamespace();
        this.mentions = new ArrayList<>(parents);
        this.timeouts = annotations.timeouts();
        this.retry = annotations.grpcRetry();
    }

    /**
     * Converts a GRPCRoute.
     *
     * @param metadata with name and namespace
     */
    static RouteFact convert(ObjectKey key, ObjectMeta metadata, @Nullable GrpcRouteSpec spec, Findings findings) {
        if (spec == null) {
            throw Refusal.of("spec", null, "parentRefs and rules");
        }
        ObjectRef object = RouteConversion.object("gateway.networking.k8s.io", "GRPCRoute", metadata);
        List<Mention> parents = RouteConversion.parents(metadata.getNamespace(), spec.parentRefs(), findings);
        if (parents.isEmpty()) {
            return new RouteFact(key, parents, new DeclaredRoute.Grpc(object, null, List.of(), List.of()));
        }
        GrpcRouteConversion conversion = new GrpcRouteConversion(metadata, parents);
        List<DeclaredRule<RpcMatch, GrpcFilter>> rules = Fields.each("spec.rules", spec.rules(), conversion::rule);
        return new RouteFact(
                key,
                conversion.mentions,
                new DeclaredRoute.Grpc(
                        object, RouteConversion.created(metadata), RouteConversion.hosts(spec.hostnames()), rules));
    }

    private DeclaredRule<RpcMatch, GrpcFilter> rule(String field, GrpcRouteSpec.Rule rule) {
        return new DeclaredRule<>(
                Fields.each(field + ".matches", rule.matches(), GrpcRouteConversion::match),
                filters(field + ".filters", rule.filters()),
                RouteConversion.backends(
                        field + ".backendRefs", namespace, rule.backendRefs(), mentions, GrpcRouteConversion::filters),
                timeouts,
                retry);
    }

    private static RpcMatch match(String field, GrpcRouteSpec.Match match) {
        GrpcRouteSpec.Method method = match.method();
        if (method != null && Fields.isSet(method.type()) && !"Exact".equals(method.type())) {
            throw Refusal.of(field + ".method.type", method.type(), "Exact");
        }
        return new RpcMatch(
                method == null ? null : Fields.text(method.service()),
                method == null ? null : Fields.text(method.method()),
                RouteConversion.headers(field + ".headers", match.headers()));
    }

    private static List<GrpcFilter> filters(String field, @Nullable List<RouteSpec.@Nullable Filter> filters) {
        return Fields.each(field, filters, (at, filter) -> {
            if (!"RequestHeaderModifier".equals(filter.type())) {
                throw RouteConversion.unsupported(at, filter.type(), FILTERS);
            }
            return new GrpcFilter.EditRequest(
                    RouteConversion.edit(at + ".requestHeaderModifier", filter.requestHeaderModifier()));
        });
    }
}
