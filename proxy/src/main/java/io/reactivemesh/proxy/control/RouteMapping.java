package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.route.Filter;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.HeaderMatch;
import io.reactivemesh.proxy.route.HostMatch;
import io.reactivemesh.proxy.route.PathMatch;
import io.reactivemesh.proxy.route.QueryMatch;
import io.reactivemesh.proxy.route.Ratio;
import io.reactivemesh.proxy.route.Redirect;
import io.reactivemesh.proxy.route.Regex;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.TextMatch;
import io.reactivemesh.proxy.stack.HeaderEdit;
import io.reactivemesh.proxy.stack.HeaderEdit.Header;
import io.reactivemesh.wire.grpcroute.GrpcRouteMatch;
import io.reactivemesh.wire.httproute.HttpFailureInjector;
import io.reactivemesh.wire.httproute.HttpRouteMatch;
import io.reactivemesh.wire.httproute.PathModifier;
import io.reactivemesh.wire.httproute.RequestRedirect;
import io.reactivemesh.wire.httptypes.Headers;
import io.reactivemesh.wire.httptypes.HttpMethod;
import io.reactivemesh.wire.httptypes.Scheme;
import io.reactivemesh.wire.outbound.GrpcRoute;
import io.reactivemesh.wire.outbound.HttpRoute;
import io.reactivemesh.wire.tlsroute.SniMatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Matches and filters from their wire form. What makes no sense throws {@link IllegalArgumentException}. What a newer control plane
 * says in a way that we don't know is passed over where that sends no traffic astray: a match that we cannot judge matches nothing,
 * a filter that we cannot apply is left out and logged.
 */
final class RouteMapping {

    private static final Logger LOG = LoggerFactory.getLogger(RouteMapping.class);

    private RouteMapping() {}

    static List<HostMatch> hosts(List<io.reactivemesh.wire.httproute.HostMatch> wire) {
        return wire.stream()
                .<HostMatch>map(each -> switch (each.getMatchCase()) {
                    case EXACT -> new HostMatch.Exact(each.getExact());
                    case SUFFIX -> HostMatch.Suffix.ofReversed(each.getSuffix().getReverseLabelsList());
                    case MATCH_NOT_SET -> throw missing("host match");
                })
                .toList();
    }

    static List<HostMatch> names(List<SniMatch> wire) {
        return wire.stream()
                .<HostMatch>map(each -> switch (each.getMatchCase()) {
                    case EXACT -> new HostMatch.Exact(each.getExact());
                    case SUFFIX -> HostMatch.Suffix.ofReversed(each.getSuffix().getReverseLabelsList());
                    case MATCH_NOT_SET -> throw missing("SNI match");
                })
                .toList();
    }

    static List<RequestMatch> httpMatches(List<HttpRouteMatch> wire) {
        return wire.isEmpty() ? List.of(RequestMatch.Http.ANY) : known(wire, RouteMapping::match);
    }

    private static @Nullable RequestMatch match(HttpRouteMatch wire) {
        PathMatch path = wire.hasPath() ? path(wire.getPath()) : null;
        List<HeaderMatch> headers = headers(wire.getHeadersList());
        List<QueryMatch> queries = known(wire.getQueryParamsList(), RouteMapping::query);
        boolean unknown = (wire.hasPath() && path == null)
                || headers.size() < wire.getHeadersCount()
                || queries.size() < wire.getQueryParamsCount();
        return unknown
                ? null
                : new RequestMatch.Http(path, headers, queries, wire.hasMethod() ? method(wire.getMethod()) : null);
    }

    static List<RequestMatch> grpcMatches(List<GrpcRouteMatch> wire) {
        return wire.isEmpty() ? List.of(RequestMatch.Grpc.ANY) : known(wire, RouteMapping::match);
    }

    private static @Nullable RequestMatch match(GrpcRouteMatch wire) {
        if (!wire.hasRpc()) {
            throw missing("gRPC match: rpc");
        }
        List<HeaderMatch> headers = headers(wire.getHeadersList());
        return headers.size() < wire.getHeadersCount()
                ? null
                : new RequestMatch.Grpc(
                        wire.getRpc().getService(), wire.getRpc().getMethod(), headers);
    }

    private static @Nullable PathMatch path(io.reactivemesh.wire.httproute.PathMatch wire) {
        return switch (wire.getKindCase()) {
            case EXACT -> new PathMatch.Exact(wire.getExact());
            case PREFIX -> new PathMatch.Prefix(wire.getPrefix());
            case REGEX -> new PathMatch.Matching(Regex.compile(wire.getRegex()));
            case KIND_NOT_SET -> null;
        };
    }

    private static List<HeaderMatch> headers(List<io.reactivemesh.wire.httproute.HeaderMatch> wire) {
        return known(wire, RouteMapping::header);
    }

    private static @Nullable HeaderMatch header(io.reactivemesh.wire.httproute.HeaderMatch wire) {
        TextMatch value = switch (wire.getValueCase()) {
            case EXACT -> new TextMatch.Exact(wire.getExact().toString(StandardCharsets.ISO_8859_1));
            case REGEX -> new TextMatch.Matching(Regex.compile(wire.getRegex()));
            case VALUE_NOT_SET -> null;
        };
        return value == null ? null : new HeaderMatch(wire.getName(), value);
    }

    private static @Nullable QueryMatch query(io.reactivemesh.wire.httproute.QueryParamMatch wire) {
        TextMatch value = switch (wire.getValueCase()) {
            case EXACT -> new TextMatch.Exact(wire.getExact());
            case REGEX -> new TextMatch.Matching(Regex.compile(wire.getRegex()));
            case VALUE_NOT_SET -> null;
        };
        return value == null ? null : new QueryMatch(wire.getName(), value);
    }

    static String method(HttpMethod wire) {
        return switch (wire.getTypeCase()) {
            case REGISTERED -> wire.getRegistered().name();
            case UNREGISTERED -> wire.getUnregistered();
            case TYPE_NOT_SET -> throw missing("method");
        };
    }

    static Filters httpFilters(List<HttpRoute.Filter> wire) {
        return new Filters(known(wire, RouteMapping::filter));
    }

    private static @Nullable Filter filter(HttpRoute.Filter wire) {
        return switch (wire.getKindCase()) {
            case FAILURE_INJECTOR -> failure(wire.getFailureInjector());
            case REQUEST_HEADER_MODIFIER -> {
                var edit = wire.getRequestHeaderModifier();
                yield new Filter.EditRequest(edit(edit.getAdd(), edit.getSet(), edit.getRemoveList()));
            }
            case RESPONSE_HEADER_MODIFIER -> {
                var edit = wire.getResponseHeaderModifier();
                yield new Filter.EditResponse(edit(edit.getAdd(), edit.getSet(), edit.getRemoveList()));
            }
            case REDIRECT -> new Filter.RedirectTo(redirect(wire.getRedirect()));
            case KIND_NOT_SET -> leftOut();
        };
    }

    static Filters grpcFilters(List<GrpcRoute.Filter> wire) {
        return new Filters(known(wire, RouteMapping::filter));
    }

    private static @Nullable Filter filter(GrpcRoute.Filter wire) {
        return switch (wire.getKindCase()) {
            case FAILURE_INJECTOR -> {
                var failure = wire.getFailureInjector();
                yield new Filter.FailGrpc(
                        failure.getCode(), failure.getMessage(), ratio(failure.hasRatio(), failure.getRatio()));
            }
            case REQUEST_HEADER_MODIFIER -> {
                var edit = wire.getRequestHeaderModifier();
                yield new Filter.EditRequest(edit(edit.getAdd(), edit.getSet(), edit.getRemoveList()));
            }
            case KIND_NOT_SET -> leftOut();
        };
    }

    private static @Nullable Filter leftOut() {
        LOG.atWarn().log("Policy has a filter of a kind that this proxy does not know; it is left out");
        return null;
    }

    private static Filter failure(HttpFailureInjector wire) {
        return new Filter.FailHttp(wire.getStatus(), wire.getMessage(), ratio(wire.hasRatio(), wire.getRatio()));
    }

    private static Ratio ratio(boolean present, io.reactivemesh.wire.httproute.Ratio wire) {
        return present
                ? new Ratio(Integer.toUnsignedLong(wire.getNumerator()), Integer.toUnsignedLong(wire.getDenominator()))
                : Ratio.ALWAYS;
    }

    private static HeaderEdit edit(Headers add, Headers set, List<String> remove) {
        return new HeaderEdit(
                headers(add),
                headers(set),
                remove.stream().filter(RouteMapping::mayTouch).toList());
    }

    private static List<Header> headers(Headers wire) {
        return wire.getHeadersList().stream()
                .filter(each -> mayTouch(each.getName()))
                .map(each -> new Header(each.getName(), each.getValue().toString(StandardCharsets.ISO_8859_1)))
                .toList();
    }

    /** A header that frames messages stays as it is: a policy that edits it would break every request. */
    private static boolean mayTouch(String name) {
        if (!HeaderEdit.mayTouch(name)) {
            LOG.atWarn().addKeyValue(LogKeys.HEADER, name).log("Policy edits a header of the connection; left out");
            return false;
        }
        return true;
    }

    private static Redirect redirect(RequestRedirect wire) {
        return new Redirect(
                wire.hasScheme() ? scheme(wire.getScheme()) : null,
                wire.getHost().isEmpty() ? null : wire.getHost(),
                wire.getPort(),
                wire.hasPath() ? path(wire.getPath()) : null,
                wire.getStatus() == 0 ? Redirect.DEFAULT_STATUS : wire.getStatus());
    }

    private static String scheme(Scheme wire) {
        return switch (wire.getTypeCase()) {
            case REGISTERED -> wire.getRegistered().name().toLowerCase(Locale.ROOT);
            case UNREGISTERED -> wire.getUnregistered();
            case TYPE_NOT_SET -> throw missing("redirect: scheme");
        };
    }

    private static Redirect.PathEdit path(PathModifier wire) {
        return switch (wire.getReplaceCase()) {
            case FULL -> new Redirect.PathEdit.Full(wire.getFull());
            case PREFIX -> new Redirect.PathEdit.Prefix(wire.getPrefix());
            case REPLACE_NOT_SET -> throw missing("redirect: path");
        };
    }

    /** What the mapping knows of a list, in order. */
    private static <W, T> List<T> known(List<W> wire, Function<W, @Nullable T> mapping) {
        return wire.stream()
                .map(mapping)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    static IllegalArgumentException missing(String what) {
        return new IllegalArgumentException(what + ": missing (expected: set)");
    }
}
