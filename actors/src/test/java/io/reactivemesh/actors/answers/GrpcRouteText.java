package io.reactivemesh.actors.answers;

import io.reactivemesh.wire.grpcroute.GrpcRouteMatch;
import io.reactivemesh.wire.outbound.GrpcRoute;
import java.util.ArrayList;
import java.util.List;

/** gRPC routes as lines, one a rule. */
final class GrpcRouteText {
    private GrpcRouteText() {}

    static void add(GrpcRoute route, List<String> lines) {
        StringBuilder head = new StringBuilder("grpc route:" + WireText.reference(route.getMetadata()));
        route.getHostsList().forEach(host -> head.append(PolicyText.host(host)));
        if (route.getRulesList().isEmpty()) {
            lines.add(head + " no-rules");
        }
        route.getRulesList().forEach(rule -> lines.add(head + rule(rule)));
    }

    @SuppressWarnings("deprecation")
    private static String rule(GrpcRoute.Rule rule) {
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

    private static String backend(GrpcRoute.RouteBackend backend) {
        List<String> filters = filters(backend.getFiltersList());
        return PolicyText.backend(backend.getBackend()) + (filters.isEmpty() ? "" : filters);
    }

    private static String match(GrpcRouteMatch match) {
        List<String> parts = new ArrayList<>();
        parts.add(
                match.hasRpc()
                        ? match.getRpc().getService() + "/" + match.getRpc().getMethod()
                        : "no-rpc");
        match.getHeadersList().forEach(header -> parts.add(PolicyText.header(header)));
        return String.join("&", parts);
    }

    private static String retry(GrpcRoute.Retry retry) {
        GrpcRoute.Retry.Conditions conditions = retry.getConditions();
        List<String> codes = new ArrayList<>();
        conditions.getAllFields().forEach((field, on) -> codes.add(String.valueOf(field.getNumber())));
        return " retry:" + retry.getMaxRetries() + "/" + String.join(",", codes)
                + (retry.hasTimeout() ? "/" + WireText.duration(retry.getTimeout()) : "")
                + (retry.getMaxRequestBytes() == 65536
                                && PolicyText.backoff(retry.getBackoff()).equals("25ms-250ms~1.0")
                        ? ""
                        : "/unusual");
    }

    private static List<String> filters(List<GrpcRoute.Filter> filters) {
        return filters.stream()
                .map(filter -> switch (filter.getKindCase()) {
                    case FAILURE_INJECTOR ->
                        "fail(" + filter.getFailureInjector().getCode() + ","
                                + PolicyText.oneWord(filter.getFailureInjector().getMessage()) + ")";
                    case REQUEST_HEADER_MODIFIER -> "request(" + RuleText.edit(filter.getRequestHeaderModifier()) + ")";
                    case KIND_NOT_SET -> "none";
                })
                .toList();
    }
}
