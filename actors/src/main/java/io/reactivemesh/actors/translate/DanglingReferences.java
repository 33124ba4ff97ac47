package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.translate.Fact.RouteFact;
import io.reactivemesh.actors.translate.Fact.RouteFact.Mention;
import io.reactivemesh.actors.translate.Fact.ServiceFact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What routes name and is not there. Such a route is no mistake by itself, the Service may come later; so it is taken as it is, and said once,
 * when it begins or changes. Not thread-safe.
 */
final class DanglingReferences {
    private static final Logger log = LoggerFactory.getLogger(DanglingReferences.class);

    private final FactIndex index;
    private final Function<ObjectKey, String> places;
    private final Map<ObjectKey, List<DanglingReference>> dangling = new HashMap<>();

    /**
     * None so far.
     *
     * @param places where an object is, as {@link DanglingReference#place}
     */
    DanglingReferences(FactIndex index, Function<ObjectKey, String> places) {
        this.index = index;
        this.places = places;
    }

    /** Looks again at what routes name, those that are gone included; tells the log what is new. */
    void look(Collection<ObjectKey> routes) {
        routes.forEach(this::look);
    }

    private void look(ObjectKey key) {
        RouteFact route = index.route(key);
        List<DanglingReference> now = route == null ? List.of() : of(route);
        List<DanglingReference> before = now.isEmpty() ? dangling.remove(key) : dangling.put(key, now);
        Set<String> told = reasons(before);
        now.stream()
                .filter(each -> !told.contains(each.reason()))
                .forEach(each -> log.atWarn()
                        .addKeyValue("place", each.place())
                        .addKeyValue("object", each.object())
                        .addKeyValue("reason", each.reason())
                        .log("route names what is not there"));
        if (route != null && before != null && now.isEmpty()) {
            log.atInfo().addKeyValue("object", key).log("all that the route names is there now");
        }
    }

    private static Set<String> reasons(@Nullable List<DanglingReference> references) {
        return references == null
                ? Set.of()
                : references.stream().map(DanglingReference::reason).collect(Collectors.toSet());
    }

    private List<DanglingReference> of(RouteFact route) {
        List<DanglingReference> found = new ArrayList<>();
        for (Mention mention : route.mentions()) {
            String reason = reason(mention, index.service(mention.service()));
            if (reason != null) {
                found.add(new DanglingReference(
                        places.apply(route.key()), route.key().toString(), mention.role(), reason));
            }
        }
        return found;
    }

    private static @Nullable String reason(Mention mention, @Nullable ServiceFact service) {
        String named = "Service " + mention.service();
        if (service == null) {
            return mention.field() + ": " + named + " does not exist; "
                    + switch (mention.role()) {
                        case PARENT -> "the route attaches to nothing there";
                        case BACKEND -> "requests for it fail";
                    };
        }
        if (mention.role() == Mention.Role.PARENT && service.kind() != ServiceDocument.Kind.CLUSTER_IP) {
            return mention.field() + ": " + named + " has no cluster IP; the route attaches to nothing there";
        }
        // The ports of a name that leads elsewhere say nothing.
        if (mention.port() == 0
                || service.ports().containsKey(mention.port())
                || service.kind() == ServiceDocument.Kind.EXTERNAL_NAME) {
            return null;
        }
        String ports = service.ports().isEmpty()
                ? "no ports"
                : "ports "
                        + service.ports().keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return mention.field() + ".port " + mention.port() + ": " + named + " has " + ports + "; "
                + switch (mention.role()) {
                    case PARENT -> "the route attaches to nothing there";
                    case BACKEND -> "requests go to that port of its pods";
                };
    }

    /** All that is not there now. */
    Set<DanglingReference> standing() {
        Set<DanglingReference> all = new HashSet<>();
        dangling.values().forEach(all::addAll);
        return Set.copyOf(all);
    }
}
