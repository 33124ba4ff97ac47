package io.reactivemesh.actors.source;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.fabric8.kubernetes.api.model.Quantity;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.source.ProfileSpec.RequestCondition;
import io.reactivemesh.actors.source.ProfileSpec.ResponseCondition;
import io.reactivemesh.actors.translate.Fact.ProfileFact;
import io.reactivemesh.discovery.model.RequestMatch;
import io.reactivemesh.discovery.model.ResponseMatch;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.ServiceProfile;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * ServiceProfiles to facts. Refuses what the reference's webhook refuses, and also what a proxy would drop without a word: expressions
 * that RE2 can't compile, retry budgets out of the proxy's range, names that no client ever asks for. Half-open status ranges are
 * completed.
 */
final class ProfileConversion {
    private static final Duration MIN_TTL = Duration.ofSeconds(1);
    private static final Duration MAX_TTL = Duration.ofSeconds(60);
    private static final double MAX_RATIO = 1000;

    private ProfileConversion() {}

    static ProfileFact convert(String namespace, String name, @Nullable ProfileSpec spec, String clusterDomain) {
        if (spec == null) {
            throw Refusal.of("spec", null, "routes, retryBudget or dstOverrides");
        }
        List<ServiceProfile.Route> routes =
                Fields.each("spec.routes", spec.routes(), (field, route) -> route(field, route));
        List<ServiceProfile.WeightedDestination> overrides =
                Fields.each("spec.dstOverrides", spec.dstOverrides(), (field, override) -> override(field, override));
        return new ProfileFact(
                namespace,
                service(name, clusterDomain),
                new ServiceDocument.Profile(
                        name, routes, spec.retryBudget() == null ? null : budget(spec.retryBudget()), overrides));
    }

    private static ServiceId service(String name, String clusterDomain) {
        String suffix = ".svc." + clusterDomain;
        String[] parts = name.endsWith(suffix)
                ? name.substring(0, name.length() - suffix.length()).split("\\.", -1)
                : new String[0];
        if (parts.length != 2) {
            throw Refusal.of("metadata.name", name, "SERVICE.NAMESPACE" + suffix);
        }
        return new ServiceId(parts[1], parts[0]);
    }

    private static ServiceProfile.Route route(String field, ProfileSpec.Route route) {
        String name = Fields.text(route.name());
        if (name == null) {
            throw Refusal.of(field + ".name", null, "a name");
        }
        if (route.condition() == null) {
            throw Refusal.of(field + ".condition", null, "a condition");
        }
        Duration timeout = route.timeout() == null || route.timeout().isEmpty()
                ? null
                : duration(field + ".timeout", route.timeout());
        return new ServiceProfile.Route(
                name,
                request(field + ".condition", route.condition()),
                Fields.each(field + ".responseClasses", route.responseClasses(), (at, responses) -> {
                    if (responses.condition() == null) {
                        throw Refusal.of(at + ".condition", null, "a condition");
                    }
                    return new ServiceProfile.ResponseClass(
                            response(at + ".condition", responses.condition()), Fields.isTrue(responses.isFailure()));
                }),
                Fields.isTrue(route.isRetryable()),
                timeout == null || timeout.isZero() ? null : timeout);
    }

    private static RequestMatch request(String field, RequestCondition condition) {
        List<RequestMatch> all = new ArrayList<>();
        if (condition.all() != null) {
            all.add(new RequestMatch.All(Fields.each(field + ".all", condition.all(), ProfileConversion::request)));
        }
        if (condition.any() != null) {
            all.add(new RequestMatch.Any(Fields.each(field + ".any", condition.any(), ProfileConversion::request)));
        }
        String verb = Fields.text(condition.method());
        if (verb != null) {
            all.add(method(field + ".method", verb));
        }
        if (condition.not() != null) {
            Fields.each(field + ".not", condition.not(), ProfileConversion::request)
                    .forEach(match -> all.add(new RequestMatch.Not(match)));
        }
        String regex = Fields.text(condition.pathRegex());
        if (regex != null) {
            all.add(path(field + ".pathRegex", regex));
        }
        if (all.isEmpty()) {
            throw Refusal.of(field, null, "one of all, any, not, method, pathRegex");
        }
        return all.size() == 1 ? all.getFirst() : new RequestMatch.All(all);
    }

    private static RequestMatch method(String field, String verb) {
        if (!verb.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw Refusal.of(field, verb, "an HTTP method");
        }
        return new RequestMatch.Method(verb.toUpperCase(Locale.ROOT));
    }

    private static RequestMatch path(String field, String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw Refusal.of(field, regex, "an RE2 expression: " + e.getDescription());
        }
        return new RequestMatch.Path(regex);
    }

    private static ResponseMatch response(String field, ResponseCondition condition) {
        List<ResponseMatch> all = new ArrayList<>();
        if (condition.all() != null) {
            all.add(new ResponseMatch.All(Fields.each(field + ".all", condition.all(), ProfileConversion::response)));
        }
        if (condition.any() != null) {
            all.add(new ResponseMatch.Any(Fields.each(field + ".any", condition.any(), ProfileConversion::response)));
        }
        if (condition.status() != null) {
            all.add(status(field + ".status", condition.status()));
        }
        if (condition.not() != null) {
            all.add(new ResponseMatch.Not(response(field + ".not", condition.not())));
        }
        if (all.isEmpty()) {
            throw Refusal.of(field, null, "one of all, any, not, status");
        }
        return all.size() == 1 ? all.getFirst() : new ResponseMatch.All(all);
    }

    private static ResponseMatch status(String field, ProfileSpec.StatusRange range) {
        int min = bound(field + ".min", range.min(), 100);
        int max = bound(field + ".max", range.max(), 599);
        if (max < min) {
            throw Refusal.of(field + ".max", max, "at least min, which is " + min);
        }
        return new ResponseMatch.Status(min, max);
    }

    private static int bound(String field, @Nullable Integer value, int open) {
        if (value == null || value == 0) {
            return open;
        }
        if (value < 100 || value > 599) {
            throw Refusal.of(field, value, "100..599");
        }
        return value;
    }

    private static ServiceProfile.RetryBudget budget(ProfileSpec.RetryBudget budget) {
        Double ratio = budget.retryRatio();
        if (ratio == null || !(ratio >= 0 && ratio <= MAX_RATIO)) {
            throw Refusal.of("spec.retryBudget.retryRatio", ratio, "0..1000");
        }
        Integer min = budget.minRetriesPerSecond();
        if (min == null || min < 0) {
            throw Refusal.of("spec.retryBudget.minRetriesPerSecond", min, "0 or more");
        }
        Duration ttl = budget.ttl() == null ? null : GoDuration.tryParse(budget.ttl());
        if (ttl == null || ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
            throw Refusal.of("spec.retryBudget.ttl", budget.ttl(), "1s..60s");
        }
        return new ServiceProfile.RetryBudget(ratio.floatValue(), min, ttl);
    }

    private static Duration duration(String field, String text) {
        Duration duration = GoDuration.tryParse(text);
        if (duration == null || duration.isNegative()) {
            throw Refusal.of(field, text, "a duration like 300ms or 1m30s");
        }
        return duration;
    }

    private static ServiceProfile.WeightedDestination override(String field, ProfileSpec.WeightedDestination override) {
        String authority = Fields.text(override.authority());
        if (authority == null) {
            throw Refusal.of(field + ".authority", null, "name or name:port");
        }
        return new ServiceProfile.WeightedDestination(
                authority,
                weight(
                        field + ".weight",
                        override.weight() == null ? "" : override.weight().asText()));
    }

    /** Tenths of milli-units, the unit of the wire. */
    private static int weight(String field, String quantity) {
        try {
            BigDecimal milli = Quantity.getAmountInBytes(new Quantity(quantity))
                    .movePointRight(3)
                    .setScale(0, RoundingMode.CEILING);
            int weight = milli.movePointRight(1).intValueExact();
            if (weight >= 0) {
                return weight;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw Refusal.of(field, quantity, "a quantity like 1 or 500m, at most 200k");
        }
        throw Refusal.of(field, quantity, "a quantity of 0 or more");
    }
}
