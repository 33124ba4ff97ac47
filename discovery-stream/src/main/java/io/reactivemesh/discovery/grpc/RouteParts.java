package io.reactivemesh.discovery.grpc;

import com.google.protobuf.ByteString;
import io.reactivemesh.discovery.model.outbound.HeaderEdit;
import io.reactivemesh.discovery.model.outbound.HostMatch;
import io.reactivemesh.discovery.model.outbound.HttpFilter;
import io.reactivemesh.discovery.model.outbound.HttpMatch;
import io.reactivemesh.discovery.model.outbound.KeyedMatch;
import io.reactivemesh.discovery.model.outbound.PathMatch;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import io.reactivemesh.wire.httproute.HeaderMatch;
import io.reactivemesh.wire.httproute.HttpRouteMatch;
import io.reactivemesh.wire.httproute.PathModifier;
import io.reactivemesh.wire.httproute.QueryParamMatch;
import io.reactivemesh.wire.httproute.RequestHeaderModifier;
import io.reactivemesh.wire.httproute.RequestRedirect;
import io.reactivemesh.wire.httproute.ResponseHeaderModifier;
import io.reactivemesh.wire.httptypes.Headers;
import io.reactivemesh.wire.httptypes.Scheme;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Matches and filters on the wire ({@code http_route.proto}). */
final class RouteParts {
    private RouteParts() {}

    static io.reactivemesh.wire.httproute.HostMatch toWire(HostMatch match) {
        var wire = io.reactivemesh.wire.httproute.HostMatch.newBuilder();
        switch (match) {
            case HostMatch.Exact(String host) -> wire.setExact(host);
            case HostMatch.Suffix(List<String> labels) ->
                wire.setSuffix(io.reactivemesh.wire.httproute.HostMatch.Suffix.newBuilder()
                        .addAllReverseLabels(labels));
        }
        return wire.build();
    }

    static HttpRouteMatch toWire(HttpMatch match) {
        HttpRouteMatch.Builder wire = HttpRouteMatch.newBuilder();
        if (match.path() != null) {
            wire.setPath(toWire(match.path()));
        }
        match.headers().forEach(header -> wire.addHeaders(header(header)));
        match.queryParams().forEach(param -> wire.addQueryParams(queryParam(param)));
        if (match.method() != null) {
            wire.setMethod(Methods.toWire(match.method()));
        }
        return wire.build();
    }

    private static io.reactivemesh.wire.httproute.PathMatch toWire(PathMatch match) {
        var wire = io.reactivemesh.wire.httproute.PathMatch.newBuilder();
        switch (match) {
            case PathMatch.Exact(String path) -> wire.setExact(path);
            case PathMatch.Prefix(String path) -> wire.setPrefix(path);
            case PathMatch.Regex(String regex) -> wire.setRegex(regex);
        }
        return wire.build();
    }

    static HeaderMatch header(KeyedMatch match) {
        HeaderMatch.Builder wire = HeaderMatch.newBuilder().setName(match.name());
        switch (match.value()) {
            case KeyedMatch.ValueMatch.Exact(String value) -> wire.setExact(ByteString.copyFromUtf8(value));
            case KeyedMatch.ValueMatch.Regex(String regex) -> wire.setRegex(regex);
        }
        return wire.build();
    }

    private static QueryParamMatch queryParam(KeyedMatch match) {
        QueryParamMatch.Builder wire = QueryParamMatch.newBuilder().setName(match.name());
        switch (match.value()) {
            case KeyedMatch.ValueMatch.Exact(String value) -> wire.setExact(value);
            case KeyedMatch.ValueMatch.Regex(String regex) -> wire.setRegex(regex);
        }
        return wire.build();
    }

    static RequestHeaderModifier request(HeaderEdit edit) {
        RequestHeaderModifier.Builder wire = RequestHeaderModifier.newBuilder().addAllRemove(edit.remove());
        if (!edit.add().isEmpty()) {
            wire.setAdd(headers(edit.add()));
        }
        if (!edit.set().isEmpty()) {
            wire.setSet(headers(edit.set()));
        }
        return wire.build();
    }

    static ResponseHeaderModifier response(HeaderEdit edit) {
        ResponseHeaderModifier.Builder wire =
                ResponseHeaderModifier.newBuilder().addAllRemove(edit.remove());
        if (!edit.add().isEmpty()) {
            wire.setAdd(headers(edit.add()));
        }
        if (!edit.set().isEmpty()) {
            wire.setSet(headers(edit.set()));
        }
        return wire.build();
    }

    private static Headers headers(List<HeaderEdit.Header> headers) {
        Headers.Builder wire = Headers.newBuilder();
        headers.forEach(header -> wire.addHeaders(
                Headers.Header.newBuilder().setName(header.name()).setValue(ByteString.copyFromUtf8(header.value()))));
        return wire.build();
    }

    static RequestRedirect toWire(HttpFilter.Redirect redirect) {
        RequestRedirect.Builder wire =
                RequestRedirect.newBuilder().setPort(redirect.port()).setStatus(redirect.status());
        if (redirect.scheme() != null) {
            wire.setScheme(scheme(redirect.scheme()));
        }
        if (redirect.host() != null) {
            wire.setHost(redirect.host());
        }
        switch (redirect.path()) {
            case HttpFilter.PathRewrite.Full(String path) ->
                wire.setPath(PathModifier.newBuilder().setFull(path));
            case HttpFilter.PathRewrite.Prefix(String path) ->
                wire.setPath(PathModifier.newBuilder().setPrefix(path));
            case null -> {}
        }
        return wire.build();
    }

    private static Scheme scheme(String scheme) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "http" ->
                Scheme.newBuilder().setRegistered(Scheme.Registered.HTTP).build();
            case "https" ->
                Scheme.newBuilder().setRegistered(Scheme.Registered.HTTPS).build();
            default -> Scheme.newBuilder().setUnregistered(scheme).build();
        };
    }

    /** Those that limit something. */
    static io.reactivemesh.wire.httproute.Timeouts toWire(Timeouts timeouts) {
        var wire = io.reactivemesh.wire.httproute.Timeouts.newBuilder();
        limit(timeouts.request(), wire::setRequest);
        limit(timeouts.response(), wire::setResponse);
        limit(timeouts.idle(), wire::setIdle);
        return wire.build();
    }

    /** Sets a timeout that is one: on the wire none is no field, as a proxy takes 0 at its word. */
    static void limit(@Nullable Duration timeout, Consumer<com.google.protobuf.Duration> set) {
        if (timeout != null && !timeout.isZero()) {
            set.accept(Durations.toWire(timeout));
        }
    }
}
