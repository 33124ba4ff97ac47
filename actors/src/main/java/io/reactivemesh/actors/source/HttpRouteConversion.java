package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.reactivemesh.actors.service.DeclaredRoute;
import io.reactivemesh.actors.service.DeclaredRoute.DeclaredRule;
import io.reactivemesh.actors.translate.Fact.RouteFact;
import io.reactivemesh.actors.translate.Fact.RouteFact.Mention;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.outbound.HttpFilter;
import io.reactivemesh.discovery.model.outbound.HttpMatch;
import io.reactivemesh.discovery.model.outbound.PathMatch;
import io.reactivemesh.discovery.model.outbound.Retry;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * HTTPRoutes of both API groups to facts. A route without a Service among its parents is taken without being looked at: it may be another
 * controller's, whose filters are not ours to judge.
 */
final class HttpRouteConversion {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int DEFAULT_REDIRECT = 302;
    private static final String FILTERS = "[RequestHeaderModifier, RequestRedirect, ResponseHeaderModifier]";

    private final String namespace;
    /** Grows by those of each rule. */
    private final List<Mention> mentions;

    private final Timeouts timeouts;
    private final @Nullable Retry retry;

    private HttpRouteConversion(ObjectMeta metadata, List<Mention> parents) {
        OutboundAnnotations annotations = OutboundAnnotations.ofRoute(metadata);
        this.namespace = metadata.getNamespace();
        this.mentions = new ArrayList<>(parents);
        this.timeouts = annotations.timeouts();
        this.retry = annotations.httpRetry();
    }

    /**
     * Converts an HTTPRoute.
     *
     * @param metadata with name and namespace
     */
    static RouteFact convert(ObjectKey key, ObjectMeta metadata, @Nullable HttpRouteSpec spec, Findings findings) {
        if (spec == null) {
            throw Refusal.of("spec", null, "parentRefs and rules");
        }
        boolean ofLinkerd = key.kind() == ObjectKey.Kind.POLICY_HTTP_ROUTE;
        ObjectRef object = RouteConversion.object(
                ofLinkerd ? "policy.linkerd.io" : "gateway.networking.k8s.io", "HTTPRoute", metadata);
        List<Mention> parents = RouteConversion.parents(metadata.getNamespace(), spec.parentRefs(), findings);
        if (parents.isEmpty()) {
            return new RouteFact(key, parents, new DeclaredRoute.Http(object, null, List.of(), List.of()));
        }
        HttpRouteConversion conversion = new HttpRouteConversion(metadata, parents);
        List<DeclaredRule<HttpMatch, HttpFilter>> rules = spec.rules() == null
                ? List.of(new DeclaredRule<>(
                        List.of(HttpMatch.EVERY_PATH), List.of(), List.of(), conversion.timeouts, conversion.retry))
                : Fields.each("spec.rules", spec.rules(), conversion::rule);
        return new RouteFact(
                key,
                conversion.mentions,
                new DeclaredRoute.Http(
                        object, RouteConversion.created(metadata), RouteConversion.hosts(spec.hostnames()), rules));
    }

    private DeclaredRule<HttpMatch, HttpFilter> rule(String field, HttpRouteSpec.Rule rule) {
        return new DeclaredRule<>(
                rule.matches() == null
                        ? List.of(HttpMatch.EVERY_PATH)
                        : Fields.each(field + ".matches", rule.matches(), HttpRouteConversion::match),
                filters(field + ".filters", rule.filters()),
                RouteConversion.backends(
                        field + ".backendRefs", namespace, rule.backendRefs(), mentions, HttpRouteConversion::filters),
                timeouts(field, rule.timeouts()),
                retry);
    }

    /** The annotation's, and where it says nothing of the request as a whole the rule's own; 0 in a rule says nothing (GEP-1742). */
    private Timeouts timeouts(String field, HttpRouteSpec.@Nullable Timeouts written) {
        String text = written == null ? null : Fields.text(written.request());
        Duration request = text == null ? Duration.ZERO : GoDuration.tryParse(text);
        if (request == null || request.isNegative()) {
            throw Refusal.of(field + ".timeouts.request", text, "a duration like 300ms or 1m30s");
        }
        return timeouts.request() != null || request.isZero()
                ? timeouts
                : new Timeouts(request, timeouts.response(), timeouts.idle());
    }

    private static HttpMatch match(String field, HttpRouteSpec.Match match) {
        return new HttpMatch(
                match.path() == null ? null : path(field + ".path", match.path()),
                RouteConversion.headers(field + ".headers", match.headers()),
                RouteConversion.queryParams(field + ".queryParams", match.queryParams()),
                RouteConversion.verb(field + ".method", match.method()));
    }

    private static PathMatch path(String field, HttpRouteSpec.Path path) {
        String value = path.value() == null ? "/" : path.value();
        return switch (Fields.isSet(path.type()) ? path.type() : "PathPrefix") {
            case "Exact" -> new PathMatch.Exact(absolute(field + ".value", value));
            case "PathPrefix" -> new PathMatch.Prefix(absolute(field + ".value", value));
            case "RegularExpression" -> new PathMatch.Regex(RouteConversion.regex(field + ".value", value));
            case null, default ->
                throw Refusal.of(field + ".type", path.type(), "Exact, PathPrefix or RegularExpression");
        };
    }

    private static String absolute(String field, @Nullable String path) {
        if (path == null || !path.startsWith("/")) {
            throw Refusal.of(field, path, "a path that begins with /");
        }
        return path;
    }

    private static List<HttpFilter> filters(String field, @Nullable List<RouteSpec.@Nullable Filter> filters) {
        return Fields.each(field, filters, (at, filter) -> switch (filter.type()) {
            case "RequestHeaderModifier" ->
                new HttpFilter.EditRequest(
                        RouteConversion.edit(at + ".requestHeaderModifier", filter.requestHeaderModifier()));
            case "ResponseHeaderModifier" ->
                new HttpFilter.EditResponse(
                        RouteConversion.edit(at + ".responseHeaderModifier", filter.responseHeaderModifier()));
            case "RequestRedirect" -> redirect(at + ".requestRedirect", filter.requestRedirect());
            case null, default -> throw RouteConversion.unsupported(at, filter.type(), FILTERS);
        });
    }

    private static HttpFilter redirect(String field, RouteSpec.@Nullable Redirect redirect) {
        if (redirect == null) {
            throw Refusal.of(field, null, "scheme, hostname, path, port or statusCode");
        }
        int status = redirect.statusCode() == null ? DEFAULT_REDIRECT : redirect.statusCode();
        if (!REDIRECTS.contains(status)) {
            throw Refusal.of(field + ".statusCode", status, "one of " + new TreeSet<>(REDIRECTS));
        }
        return new HttpFilter.Redirect(
                scheme(field + ".scheme", redirect.scheme()),
                RouteConversion.host(field + ".hostname", redirect.hostname()),
                redirect.path() == null ? null : rewrite(field + ".path", redirect.path()),
                redirect.port() == null ? 0 : Fields.port(field + ".port", redirect.port()),
                status);
    }

    private static @Nullable String scheme(String field, @Nullable String text) {
        String scheme = Fields.text(text);
        if (scheme != null && !scheme.equals("http") && !scheme.equals("https")) {
            throw Refusal.of(field, scheme, "http or https");
        }
        return scheme;
    }

    private static HttpFilter.PathRewrite rewrite(String field, RouteSpec.PathModifier path) {
        return switch (path.type()) {
            case "ReplaceFullPath" ->
                new HttpFilter.PathRewrite.Full(absolute(field + ".replaceFullPath", path.replaceFullPath()));
            case "ReplacePrefixMatch" ->
                new HttpFilter.PathRewrite.Prefix(absolute(field + ".replacePrefixMatch", path.replacePrefixMatch()));
            case null, default ->
                throw Refusal.of(field + ".type", path.type(), "ReplaceFullPath or ReplacePrefixMatch");
        };
    }
}
