package io.reactivemesh.actors.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shapes that HTTPRoutes of both API groups and GRPCRoutes share; every field may be missing. */
final class RouteSpec {
    private RouteSpec() {}

    /**
     * What a route is attached to.
     *
     * @param group as written; what the API server fills in where it is not written is never a Service's
     */
    record ParentRef(
            @Nullable String group,
            @Nullable String kind,
            @Nullable String namespace,
            @Nullable String name,
            @Nullable String sectionName,
            @Nullable Integer port) {}

    /** Where requests go. */
    record BackendRef(
            @Nullable String group,
            @Nullable String kind,
            @Nullable String namespace,
            @Nullable String name,
            @Nullable Integer port,
            @Nullable Integer weight,
            @Nullable List<@Nullable Filter> filters) {}

    /** What is done to requests. Filters that the mesh does not have are here to be refused by name. */
    record Filter(
            @Nullable String type,
            @Nullable HeaderModifier requestHeaderModifier,
            @Nullable HeaderModifier responseHeaderModifier,
            @Nullable Redirect requestRedirect,
            @Nullable JsonNode requestMirror,
            @Nullable JsonNode urlRewrite,
            @Nullable JsonNode cors,
            @Nullable JsonNode externalAuth,
            @Nullable JsonNode extensionRef) {}

    /** Changes of headers. */
    record HeaderModifier(
            @Nullable List<@Nullable Header> set,
            @Nullable List<@Nullable Header> add,
            @Nullable List<@Nullable String> remove) {}

    /** A header. */
    record Header(@Nullable String name, @Nullable String value) {}

    /** A redirect. */
    record Redirect(
            @Nullable String scheme,
            @Nullable String hostname,
            @Nullable PathModifier path,
            @Nullable Integer port,
            @Nullable Integer statusCode) {}

    /** Another path. */
    record PathModifier(
            @Nullable String type,
            @Nullable String replaceFullPath,
            @Nullable String replacePrefixMatch) {}

    /** A condition on a header or a query parameter. */
    record KeyedMatch(
            @Nullable String type,
            @Nullable String name,
            @Nullable String value) {}
}
