package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.reactivemesh.actors.translate.PortList;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.discovery.model.IpAddress;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Single values of Kubernetes objects, read or refused. */
final class Fields {
    private static final Set<String> PROTOCOLS = Set.of("TCP", "UDP", "SCTP");

    private Fields() {}

    static <T extends @Nullable Object> List<T> list(@Nullable List<T> values) {
        return values == null ? List.of() : values;
    }

    static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    static boolean isSet(@Nullable String value) {
        return value != null && !value.isEmpty();
    }

    /** Null for what is empty. */
    static @Nullable String text(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    static int port(String field, @Nullable Integer value) {
        if (value == null || value < 1 || value > 65535) {
            throw Refusal.of(field, value, "a port, 1..65535");
        }
        return value;
    }

    static IpAddress ip(String field, @Nullable String value) {
        IpAddress ip = value == null ? null : IpAddress.tryParse(value);
        if (ip == null) {
            throw Refusal.of(field, value, "an IP address");
        }
        return ip;
    }

    /** A time as Kubernetes writes it, RFC 3339; null = not said. */
    static @Nullable Instant time(String field, @Nullable String value) {
        if (!isSet(value)) {
            return null;
        }
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            throw Refusal.of(field, value, "a time like 2026-08-01T12:00:00Z");
        }
    }

    /** Whether a port of this protocol is one of ours: the mesh carries TCP. */
    static boolean isTcp(String field, @Nullable String protocol) {
        if (isSet(protocol) && !PROTOCOLS.contains(protocol)) {
            throw Refusal.of(field, protocol, "TCP, UDP or SCTP");
        }
        return !isSet(protocol) || "TCP".equals(protocol);
    }

    static @Nullable String label(ObjectMeta metadata, String name) {
        Map<String, String> labels = metadata.getLabels();
        return labels == null ? null : labels.get(name);
    }

    static @Nullable String annotation(ObjectMeta metadata, String name) {
        Map<String, String> annotations = metadata.getAnnotations();
        return annotations == null ? null : annotations.get(name);
    }

    /**
     * A ports annotation without the tokens that mean nothing, which become findings.
     *
     * @return null = not annotated
     */
    static @Nullable PortList portList(ObjectMeta metadata, String annotation, Findings findings) {
        String text = annotation(metadata, annotation);
        if (text == null) {
            return null;
        }
        PortList.Parsed parsed = PortList.parse(text);
        for (String token : parsed.badTokens()) {
            findings.add(
                    "metadata.annotations[" + annotation + "]",
                    token,
                    "a port 1..65535, a range like 8000-8010, or a port name",
                    "the other ports of the list apply");
        }
        return parsed.list();
    }

    /** As {@link #portList}, with names resolved against what the object itself declares; a name it does not is a finding. */
    static @Nullable PortSet ports(
            ObjectMeta metadata, String annotation, Map<String, SortedSet<Integer>> named, Findings findings) {
        PortList list = portList(metadata, annotation, findings);
        if (list == null) {
            return null;
        }
        for (String name : list.names()) {
            if (!named.containsKey(name)) {
                findings.add(
                        "metadata.annotations[" + annotation + "]",
                        name,
                        "a port name of this object, which are " + new TreeSet<>(named.keySet()),
                        "the other ports of the list apply");
            }
        }
        return list.resolve(named);
    }

    /** The entries of a list converted one by one, each with its field; null = no entries. */
    static <A, B> List<B> each(String field, @Nullable List<@Nullable A> values, BiFunction<String, A, B> conversion) {
        List<B> converted = new ArrayList<>();
        for (int i = 0; values != null && i < values.size(); i++) {
            A value = values.get(i);
            String at = field + "[" + i + "]";
            if (value == null) {
                throw Refusal.of(at, null, "no empty entry");
            }
            converted.add(conversion.apply(at, value));
        }
        return converted;
    }
}
