package io.reactivemesh.actors.format;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.Module;
import io.reactivemesh.actors.service.DeclaredRoute;
import io.reactivemesh.discovery.model.outbound.FailureAccrual;
import io.reactivemesh.discovery.model.outbound.GrpcFilter;
import io.reactivemesh.discovery.model.outbound.HostMatch;
import io.reactivemesh.discovery.model.outbound.HttpFilter;
import io.reactivemesh.discovery.model.outbound.KeyedMatch;
import io.reactivemesh.discovery.model.outbound.PathMatch;

/** The names of what routes and their settings are made of; as those of {@link DocumentModule} part of the format of the log. */
final class RouteFormat {
    private RouteFormat() {}

    static void register(Module.SetupContext context) {
        context.setMixInAnnotations(DeclaredRoute.class, Routes.class);
        context.setMixInAnnotations(DeclaredRoute.BackendRef.class, Backends.class);
        context.setMixInAnnotations(HostMatch.class, Hosts.class);
        context.setMixInAnnotations(PathMatch.class, Paths.class);
        context.setMixInAnnotations(KeyedMatch.ValueMatch.class, Values.class);
        context.setMixInAnnotations(HttpFilter.class, HttpFilters.class);
        context.setMixInAnnotations(HttpFilter.PathRewrite.class, PathRewrites.class);
        context.setMixInAnnotations(GrpcFilter.class, GrpcFilters.class);
        context.setMixInAnnotations(FailureAccrual.class, Accruals.class);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = DeclaredRoute.Http.class, name = "http"),
        @JsonSubTypes.Type(value = DeclaredRoute.Grpc.class, name = "grpc")
    })
    private interface Routes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = DeclaredRoute.BackendRef.OfService.class, name = "service"),
        @JsonSubTypes.Type(value = DeclaredRoute.BackendRef.OfAbsentService.class, name = "absent-service"),
        @JsonSubTypes.Type(value = DeclaredRoute.BackendRef.Unusable.class, name = "unusable")
    })
    private interface Backends {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = HostMatch.Exact.class, name = "exact"),
        @JsonSubTypes.Type(value = HostMatch.Suffix.class, name = "suffix")
    })
    private interface Hosts {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = PathMatch.Exact.class, name = "exact"),
        @JsonSubTypes.Type(value = PathMatch.Prefix.class, name = "prefix"),
        @JsonSubTypes.Type(value = PathMatch.Regex.class, name = "regex")
    })
    private interface Paths {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = KeyedMatch.ValueMatch.Exact.class, name = "exact"),
        @JsonSubTypes.Type(value = KeyedMatch.ValueMatch.Regex.class, name = "regex")
    })
    private interface Values {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = HttpFilter.Fail.class, name = "fail"),
        @JsonSubTypes.Type(value = HttpFilter.EditRequest.class, name = "edit-request"),
        @JsonSubTypes.Type(value = HttpFilter.EditResponse.class, name = "edit-response"),
        @JsonSubTypes.Type(value = HttpFilter.Redirect.class, name = "redirect")
    })
    private interface HttpFilters {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = HttpFilter.PathRewrite.Full.class, name = "full"),
        @JsonSubTypes.Type(value = HttpFilter.PathRewrite.Prefix.class, name = "prefix")
    })
    private interface PathRewrites {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = GrpcFilter.Fail.class, name = "fail"),
        @JsonSubTypes.Type(value = GrpcFilter.EditRequest.class, name = "edit-request")
    })
    private interface GrpcFilters {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = FailureAccrual.Consecutive.class, name = "consecutive"),
        @JsonSubTypes.Type(value = FailureAccrual.Unified.class, name = "unified")
    })
    private interface Accruals {}
}
