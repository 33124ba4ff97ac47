package io.reactivemesh.actors.source;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.reactivemesh.actors.service.DeclaredRoute.BackendRef;
import io.reactivemesh.actors.translate.Fact.RouteFact.Mention;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.outbound.HeaderEdit;
import io.reactivemesh.discovery.model.outbound.HostMatch;
import io.reactivemesh.discovery.model.outbound.KeyedMatch;
import io.reactivemesh.discovery.model.outbound.KeyedMatch.ValueMatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What HTTPRoutes and GRPCRoutes have in common, to the parts of a fact. */
final class RouteConversion {
    private static final int MAX_WEIGHT = 1_000_000;
    /** RFC 9110 section 5.6.2. */
    private static final java.util.regex.Pattern TOKEN = java.util.regex.Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");
    /** RFC 9110 section 5.5. */
    private static final java.util.regex.Pattern HEADER_VALUE =
            java.util.regex.Pattern.compile("[\\t\\x20-\\x7e\\x80-\\uffff]*");

    private static final java.util.regex.Pattern HOST =
            java.util.regex.Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private RouteConversion() {}

    static ObjectRef object(String group, String kind, ObjectMeta metadata) {
        return new ObjectRef(group, kind, metadata.getNamespace(), metadata.getName(), 0);
    }

    static @Nullable Instant created(ObjectMeta metadata) {
        return Fields.time("metadata.creationTimestamp", metadata.getCreationTimestamp());
    }

    /** The Services among the parents. */
    static List<Mention> parents(
            String namespace, @Nullable List<RouteSpec.@Nullable ParentRef> refs, Findings findings) {
        List<Mention> parents = new ArrayList<>();
        Fields.each("spec.parentRefs", refs, (field, ref) -> {
            if (!"Service".equals(ref.kind())) {
                return false;
            }
            if (ref.group() == null) {
                findings.add(
                        Refusal.of(field + ".group", null, "core, or \"\", for a Service"),
                        "the route is not attached to it");
                return false;
            }
            return isCore(ref.group())
                    && parents.add(new Mention(
                            field,
                            Mention.Role.PARENT,
                            service(field, namespace, ref.namespace(), ref.name()),
                            ref.port() == null ? 0 : Fields.port(field + ".port", ref.port())));
        });
        return parents;
    }

    private static boolean isCore(@Nullable String group) {
        return group == null || group.isEmpty() || group.equals("core");
    }

    private static ServiceId service(String field, String own, @Nullable String namespace, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw Refusal.of(field + ".name", null, "the name of a Service");
        }
        return new ServiceId(namespace == null || namespace.isEmpty() ? own : namespace, name);
    }

    static List<HostMatch> hosts(@Nullable List<@Nullable String> hostnames) {
        return Fields.each("spec.hostnames", hostnames, (field, host) -> {
            String name = host.startsWith("*.") ? host.substring(2) : host;
            if (!HOST.matcher(name).matches()) {
                throw Refusal.of(field, host, "a host name like example.com or *.example.com");
            }
            if (name.equals(host)) {
                return new HostMatch.Exact(host);
            }
            List<String> labels = new ArrayList<>(Arrays.asList(name.split("\\.", -1)));
            Collections.reverse(labels);
            return new HostMatch.Suffix(labels);
        });
    }

    /** A host name without wildcard; null = not said. */
    static @Nullable String host(String field, @Nullable String name) {
        String host = Fields.text(name);
        if (host != null && !HOST.matcher(host).matches()) {
            throw Refusal.of(field, host, "a host name like example.com");
        }
        return host;
    }

    /**
     * The backends of a rule. One that can't be used stays, with its share and the reason: what clients get then is an error.
     *
     * @param mentions takes the Services that they name
     * @param filters converts filters of a backend; refuses those that can't be had
     */
    static <F> List<BackendRef<F>> backends(
            String field,
            String namespace,
            @Nullable List<RouteSpec.@Nullable BackendRef> refs,
            List<Mention> mentions,
            BiFunction<String, @Nullable List<RouteSpec.@Nullable Filter>, List<F>> filters) {
        return Fields.each(field, refs, (at, ref) -> {
            int weight = ref.weight() == null ? 1 : ref.weight();
            if (weight < 0 || weight > MAX_WEIGHT) {
                throw Refusal.of(at + ".weight", weight, "0.." + MAX_WEIGHT);
            }
            String kind = Fields.text(ref.kind());
            if (!isCore(ref.group()) || !(kind == null || kind.equals("Service"))) {
                String group = Fields.isSet(ref.group()) ? ref.group() : "core";
                return new BackendRef.Unusable<F>(
                        weight, "unsupported backend type " + group + " " + (kind == null ? "Service" : kind));
            }
            ServiceId service = service(at, namespace, ref.namespace(), ref.name());
            Integer port = ref.port();
            if (port == null || port < 1 || port > 65535) {
                return new BackendRef.Unusable<F>(weight, "missing port for backend Service " + service.name());
            }
            try {
                BackendRef<F> backend = new BackendRef.OfService<>(
                        service, port, weight, filters.apply(at + ".filters", ref.filters()));
                mentions.add(new Mention(at, Mention.Role.BACKEND, service, port));
                return backend;
            } catch (Refusal e) {
                return new BackendRef.Unusable<F>(weight, "unsupported backend filter: " + e.getMessage());
            }
        });
    }

    static List<KeyedMatch> headers(String field, @Nullable List<RouteSpec.@Nullable KeyedMatch> matches) {
        return Fields.each(field, matches, (at, match) -> {
            headerValue(at, match.value());
            return keyed(at, match, headerName(at, match.name()));
        });
    }

    static List<KeyedMatch> queryParams(String field, @Nullable List<RouteSpec.@Nullable KeyedMatch> matches) {
        return Fields.each(field, matches, (at, match) -> {
            String name = match.name();
            if (name == null || name.isEmpty()) {
                throw Refusal.of(at + ".name", null, "the name of a query parameter");
            }
            return keyed(at, match, name);
        });
    }

    private static KeyedMatch keyed(String field, RouteSpec.KeyedMatch match, String name) {
        String value = match.value() == null ? "" : match.value();
        return new KeyedMatch(
                name,
                switch (Fields.isSet(match.type()) ? match.type() : "Exact") {
                    case "Exact" -> new ValueMatch.Exact(value);
                    case "RegularExpression" -> new ValueMatch.Regex(regex(field + ".value", value));
                    case null, default -> throw Refusal.of(field + ".type", match.type(), "Exact or RegularExpression");
                });
    }

    static String regex(String field, String text) {
        try {
            Pattern.compile(text);
            return text;
        } catch (PatternSyntaxException e) {
            throw Refusal.of(field, text, "a regular expression of RE2: " + e.getDescription());
        }
    }

    static HeaderEdit edit(String field, RouteSpec.@Nullable HeaderModifier modifier) {
        if (modifier == null) {
            throw Refusal.of(field, null, "add, set or remove");
        }
        return new HeaderEdit(
                Fields.each(field + ".add", modifier.add(), RouteConversion::header),
                Fields.each(field + ".set", modifier.set(), RouteConversion::header),
                Fields.each(field + ".remove", modifier.remove(), RouteConversion::headerName));
    }

    private static HeaderEdit.Header header(String field, RouteSpec.Header header) {
        return new HeaderEdit.Header(headerName(field, header.name()), headerValue(field, header.value()));
    }

    private static String headerValue(String field, @Nullable String text) {
        String value = text == null ? "" : text;
        if (!HEADER_VALUE.matcher(value).matches()) {
            throw Refusal.of(field + ".value", value, "a value without control characters");
        }
        return value;
    }

    private static String headerName(String field, @Nullable String name) {
        if (name == null || !TOKEN.matcher(name).matches()) {
            throw Refusal.of(field + ".name", name, "the name of a header");
        }
        return name;
    }

    /** A verb, as written; null = any. */
    static @Nullable String verb(String field, @Nullable String method) {
        if (!Fields.isSet(method)) {
            return null;
        }
        if (!TOKEN.matcher(method).matches()) {
            throw Refusal.of(field, method, "a method like GET");
        }
        return method;
    }

    /** A filter that the mesh does not have. */
    static Refusal unsupported(String field, @Nullable String type, String supported) {
        return Refusal.of(field + ".type", type, "one of " + supported);
    }
}
