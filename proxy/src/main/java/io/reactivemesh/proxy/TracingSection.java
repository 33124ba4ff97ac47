package io.reactivemesh.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables about tracing: where spans go, and what is said of whose they are. */
final class TracingSection {

    private final EnvReader env;
    private final DestinationSection addresses;

    TracingSection(EnvReader env, DestinationSection addresses) {
        this.env = env;
        this.addresses = addresses;
    }

    ProxyConfig.@Nullable Tracing tracing() {
        ControlAddress collector = addresses.address("TRACE_COLLECTOR_SVC");
        return collector == null ? null : new ProxyConfig.Tracing(collector, resource());
    }

    /** What comes later wins. */
    private Map<String, String> resource() {
        Map<String, String> resource = new LinkedHashMap<>();
        String host = env.unprefixed("HOSTNAME");
        if (host != null) {
            resource.put("host.name", host);
        }
        String service = env.text("TRACE_SERVICE_NAME");
        if (service != null) {
            resource.put("service.name", service);
        }
        put(podLabels(), resource);
        put(env.text("TRACE_EXTRA_ATTRIBUTES", "").lines().toList(), resource);
        String otel = env.unprefixed("OTEL_RESOURCE_ATTRIBUTES");
        put(otel == null ? List.of() : otel.lines().toList(), resource);
        return resource;
    }

    /** The file is written by the kubelet, perhaps later than we start: without it spans say less, that is all. */
    private List<String> podLabels() {
        String path = env.text("TRACE_ATTRIBUTES_PATH");
        if (path == null || path.isEmpty()) {
            return List.of();
        }
        try {
            return Files.readAllLines(Path.of(path), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            env.warn("TRACE_ATTRIBUTES_PATH", "'" + path + "' cannot be read, its attributes are missing: " + e);
            return List.of();
        }
    }

    private static void put(List<String> lines, Map<String, String> resource) {
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                resource.put(
                        line.substring(0, equals).strip(),
                        unquoted(line.substring(equals + 1).strip()));
            }
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
