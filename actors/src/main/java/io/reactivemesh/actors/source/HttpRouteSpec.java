package io.reactivemesh.actors.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shape of an HTTPRoute, of {@code gateway.networking.k8s.io} and of {@code policy.linkerd.io}, as far as it is read. */
record HttpRouteSpec(
        @Nullable List<RouteSpec.@Nullable ParentRef> parentRefs,
        @Nullable List<@Nullable String> hostnames,
        @Nullable List<@Nullable Rule> rules) {

    /** The whole object. */
    record Whole(
            @Nullable String apiVersion,
            @Nullable String kind,
            @Nullable ObjectMeta metadata,
            @Nullable HttpRouteSpec spec,
            @Nullable JsonNode status) {}

    /** A rule. */
    record Rule(
            @Nullable String name,
            @Nullable List<@Nullable Match> matches,
            @Nullable List<RouteSpec.@Nullable Filter> filters,
            @Nullable List<RouteSpec.@Nullable BackendRef> backendRefs,
            @Nullable Timeouts timeouts) {}

    /** A condition on requests. */
    record Match(
            @Nullable Path path,
            @Nullable List<RouteSpec.@Nullable KeyedMatch> headers,
            @Nullable List<RouteSpec.@Nullable KeyedMatch> queryParams,
            @Nullable String method) {}

    /** A condition on the path. */
    record Path(@Nullable String type, @Nullable String value) {}

    /** How long requests may take. */
    record Timeouts(@Nullable String request, @Nullable String backendRequest) {}
}
