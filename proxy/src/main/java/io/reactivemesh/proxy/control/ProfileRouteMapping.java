package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.balance.RetryBudget;
import io.reactivemesh.proxy.route.Regex;
import io.reactivemesh.proxy.route.RequestCondition;
import io.reactivemesh.proxy.route.ResponseClasses;
import io.reactivemesh.proxy.route.ResponseClasses.ResponseClass;
import io.reactivemesh.proxy.route.StatusCondition;
import io.reactivemesh.wire.destination.HttpStatusRange;
import io.reactivemesh.wire.destination.RequestMatch;
import io.reactivemesh.wire.destination.ResponseMatch;
import io.reactivemesh.wire.destination.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes of service profiles from their wire form. One that makes no sense is left out and logged; the others hold. */
final class ProfileRouteMapping {

    private static final Logger LOG = LoggerFactory.getLogger(ProfileRouteMapping.class);
    private static final int MIN_STATUS = 100;
    private static final int MAX_STATUS = 999;

    private ProfileRouteMapping() {}

    static List<ProfileRoute> routes(List<Route> wire) {
        List<ProfileRoute> routes = new ArrayList<>();
        for (Route each : wire) {
            try {
                routes.add(route(each));
            } catch (IllegalArgumentException e) {
                LOG.atWarn()
                        .addKeyValue(LogKeys.REASON, e.getMessage())
                        .log("Invalid route of a service profile; left out");
            }
        }
        return routes;
    }

    private static ProfileRoute route(Route wire) {
        Duration timeout = BackendMapping.duration(wire.getTimeout());
        return new ProfileRoute(
                request(wire.getCondition()),
                new TreeMap<>(wire.getMetricsLabelsMap()),
                new ResponseClasses(wire.getResponseClassesList().stream()
                        .map(each -> new ResponseClass(response(each.getCondition()), each.getIsFailure()))
                        .toList()),
                wire.getIsRetryable(),
                wire.hasTimeout() && timeout.isPositive() ? timeout : null);
    }

    private static RequestCondition request(RequestMatch wire) {
        return switch (wire.getMatchCase()) {
            case ALL -> new RequestCondition.All(requests(wire.getAll()));
            case ANY -> new RequestCondition.Any(requests(wire.getAny()));
            case NOT -> new RequestCondition.Not(request(wire.getNot()));
            case PATH ->
                new RequestCondition.Path(
                        Regex.compile(wire.getPath().getRegex().strip()));
            case METHOD -> new RequestCondition.Method(RouteMapping.method(wire.getMethod()));
            case MATCH_NOT_SET -> throw RouteMapping.missing("condition");
        };
    }

    private static List<RequestCondition> requests(RequestMatch.Seq wire) {
        if (wire.getMatchesCount() == 0) {
            throw RouteMapping.missing("conditions");
        }
        return wire.getMatchesList().stream().map(ProfileRouteMapping::request).toList();
    }

    private static StatusCondition response(ResponseMatch wire) {
        return switch (wire.getMatchCase()) {
            case ALL -> new StatusCondition.All(responses(wire.getAll()));
            case ANY -> new StatusCondition.Any(responses(wire.getAny()));
            case NOT -> new StatusCondition.Not(response(wire.getNot()));
            case STATUS -> range(wire.getStatus());
            case MATCH_NOT_SET -> throw RouteMapping.missing("response class: condition");
        };
    }

    private static List<StatusCondition> responses(ResponseMatch.Seq wire) {
        if (wire.getMatchesCount() == 0) {
            throw RouteMapping.missing("response class: conditions");
        }
        return wire.getMatchesList().stream().map(ProfileRouteMapping::response).toList();
    }

    private static StatusCondition range(HttpStatusRange wire) {
        if (wire.getMin() < MIN_STATUS || wire.getMax() > MAX_STATUS || wire.getMin() > wire.getMax()) {
            throw new IllegalArgumentException("response class: statuses " + wire.getMin() + "-" + wire.getMax()
                    + " (expected: " + MIN_STATUS + " to " + MAX_STATUS + ", in order)");
        }
        return new StatusCondition.Range(wire.getMin(), wire.getMax());
    }

    /** The budget, or null when it makes no sense: then nothing is retried. */
    static RetryBudget.@Nullable Config budget(io.reactivemesh.wire.destination.RetryBudget wire) {
        try {
            return new RetryBudget.Config(
                    BackendMapping.duration(wire.getTtl()), wire.getMinRetriesPerSecond(), wire.getRetryRatio());
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.REASON, e.getMessage())
                    .log("Invalid retry budget of a service profile; nothing is retried");
            return null;
        }
    }
}
