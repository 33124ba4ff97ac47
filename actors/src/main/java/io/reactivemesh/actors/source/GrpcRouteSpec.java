package io.reactivemesh.actors.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shape of {@code gateway.networking.k8s.io GRPCRoute}, as far as it is read. */
record GrpcRouteSpec(
        @Nullable List<RouteSpec.@Nullable ParentRef> parentRefs,
        @Nullable List<@Nullable String> hostnames,
        @Nullable List<@Nullable Rule> rules) {

    /** The whole object. */
    record Whole(
            @Nullable String apiVersion,
            @Nullable String kind,
            @Nullable ObjectMeta metadata,
            @Nullable GrpcRouteSpec spec,
            @Nullable JsonNode status) {}

    /** A rule. */
    record Rule(
            @Nullable String name,
            @Nullable List<@Nullable Match> matches,
            @Nullable List<RouteSpec.@Nullable Filter> filters,
            @Nullable List<RouteSpec.@Nullable BackendRef> backendRefs) {}

    /** A condition on calls. */
    record Match(@Nullable Method method, @Nullable List<RouteSpec.@Nullable KeyedMatch> headers) {}

    /** A condition on what is called. */
    record Method(
            @Nullable String type,
            @Nullable String service,
            @Nullable String method) {}
}
