package io.reactivemesh.actors.answers;

import io.reactivemesh.wire.httproute.HttpRouteMatch;
import io.reactivemesh.wire.httproute.PathModifier;
import io.reactivemesh.wire.httproute.RequestRedirect;
import io.reactivemesh.wire.httptypes.HttpMethod;
import io.reactivemesh.wire.httptypes.Scheme;
import io.reactivemesh.wire.outbound.HttpRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** HTTP routes as lines, one a rule. */
final class HttpRouteText {
    private HttpRouteText() {}

    static void add(HttpRoute route, List<String> lines) {
        StringBuilder head = new StringBuilder("http route:" + WireText.reference(route.getMetadata()));
        route.getHostsList().forEach(host -> head.append(PolicyText.host(host)));
        if (route.getRulesList().isEmpty()) {
            lines.add(head + " no-rules");
        }
        route.getRulesList().forEach(rule -> lines.add(head + rule(rule)));
    }

    @SuppressWarnings("deprecation")
    private static String rule(HttpRoute.Rule rule) {
        StringBuilder line = new StringBuilder();
        rule.getMatchesList().forEach(match -> line.append(" when:").append(match(match)));
        filters(rule.getFiltersList()).forEach(filter -> line.append(" filter:").append(filter));
        switch (rule.getBackends().getKindCase()) {
            case EMPTY -> line.append(" nowhere");
            case FIRST_AVAILABLE ->
                rule.getBackends()
                        .getFirstAvailable()
                        .getBackendsList()
                        .forEach(backend -> line.append(" first:").append(backend(backend)));
            case RANDOM_AVAILABLE ->
                rule.getBackends()
                        .getRandomAvailable()
                        .getBackendsList()
                        .forEach(backend -> line.append(" random:")
                                .append(backend(backend.getBackend()))
                                .append('@')
                                .append(backend.getWeight()));
            case KIND_NOT_SET -> line.append(" no-distribution");
        }
        RuleText.timeouts(
                line, rule.hasTimeouts(), rule.getTimeouts(), rule.hasRequestTimeout(), rule.getRequestTimeout());
        if (rule.hasRetry()) {
            line.append(retry(rule.getRetry()));
        }
        return line.append(rule.getAllowL5DRequestHeaders() ? " overridable" : "")
                .toString();
    }

    private static String backend(HttpRoute.RouteBackend backend) {
        List<String> filters = filters(backend.getFiltersList());
        return PolicyText.backend(backend.getBackend()) + (filters.isEmpty() ? "" : filters);
    }

    private static String retry(HttpRoute.Retry retry) {
        String statuses = retry.getConditions().getStatusRangesList().stream()
                .map(range -> range.getStart() + "-" + range.getEnd())
                .collect(Collectors.joining(","));
        return " retry:" + retry.getMaxRetries() + "/" + statuses
                + (retry.hasTimeout() ? "/" + WireText.duration(retry.getTimeout()) : "")
                + (retry.getMaxRequestBytes() == 65536
                                && PolicyText.backoff(retry.getBackoff()).equals("25ms-250ms~1.0")
                        ? ""
                        : "/unusual");
    }

    private static String match(HttpRouteMatch match) {
        List<String> parts = new ArrayList<>();
        if (match.hasMethod()) {
            parts.add(method(match.getMethod()));
        }
        if (match.hasPath()) {
            parts.add(
                    switch (match.getPath().getKindCase()) {
                        case EXACT -> "path=" + match.getPath().getExact();
                        case PREFIX -> "path:" + match.getPath().getPrefix();
                        case REGEX -> "path~" + match.getPath().getRegex();
                        case KIND_NOT_SET -> "path?";
                    });
        }
        match.getHeadersList().forEach(header -> parts.add(PolicyText.header(header)));
        match.getQueryParamsList()
                .forEach(param -> parts.add("query:" + param.getName()
                        + (param.hasExact() ? "=" + param.getExact() : "~" + param.getRegex())));
        return parts.isEmpty() ? "any" : String.join("&", parts);
    }

    private static String method(HttpMethod method) {
        return method.hasUnregistered()
                ? "unregistered:" + method.getUnregistered()
                : method.getRegistered().name();
    }

    private static List<String> filters(List<HttpRoute.Filter> filters) {
        return filters.stream()
                .map(filter -> switch (filter.getKindCase()) {
                    case FAILURE_INJECTOR ->
                        "fail(" + filter.getFailureInjector().getStatus() + ","
                                + PolicyText.oneWord(filter.getFailureInjector().getMessage()) + ")";
                    case REQUEST_HEADER_MODIFIER -> "request(" + RuleText.edit(filter.getRequestHeaderModifier()) + ")";
                    case RESPONSE_HEADER_MODIFIER ->
                        "response("
                                + RuleText.edit(
                                        filter.getResponseHeaderModifier().getAdd(),
                                        filter.getResponseHeaderModifier().getSet(),
                                        filter.getResponseHeaderModifier().getRemoveList())
                                + ")";
                    case REDIRECT -> "redirect(" + redirect(filter.getRedirect()) + ")";
                    case KIND_NOT_SET -> "none";
                })
                .toList();
    }

    private static String redirect(RequestRedirect redirect) {
        List<String> parts = new ArrayList<>(List.of(String.valueOf(redirect.getStatus())));
        if (redirect.hasScheme()) {
            Scheme scheme = redirect.getScheme();
            parts.add(
                    scheme.hasUnregistered()
                            ? scheme.getUnregistered()
                            : scheme.getRegistered().name());
        }
        if (!redirect.getHost().isEmpty()) {
            parts.add("host=" + redirect.getHost());
        }
        if (redirect.getPort() != 0) {
            parts.add("port=" + redirect.getPort());
        }
        if (redirect.hasPath()) {
            PathModifier path = redirect.getPath();
            parts.add(path.hasFull() ? "path=" + path.getFull() : "prefix=" + path.getPrefix());
        }
        return String.join(",", parts);
    }
}
