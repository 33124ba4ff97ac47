package io.reactivemesh.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what has to run from a Pod object. Pure. */
final class PodReader {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([A-Za-z_][A-Za-z0-9_.-]*)\\)");

    private PodReader() {}

    /**
     * The plan of a Pod.
     *
     * @param accepts says which addresses a pod can have here
     * @return null = it has ended, or cannot run here
     */
    static @Nullable PodPlan read(JsonNode pod, Predicate<String> accepts) {
        String ip = pod.at("/status/podIP").asText();
        String phase = pod.at("/status/phase").asText();
        if (!accepts.test(ip) || phase.equals("Succeeded") || phase.equals("Failed")) {
            return null;
        }
        Map<String, String> proxyEnvironment = Map.of();
        List<PodPlan.Container> containers = new ArrayList<>();
        // A native sidecar is an init container.
        for (JsonNode container : pod.at("/spec/initContainers")) {
            if (container.path("name").asText().equals("linkerd-proxy")) {
                proxyEnvironment = environment(pod, container);
            }
        }
        for (JsonNode container : pod.at("/spec/containers")) {
            if (container.path("name").asText().equals("linkerd-proxy")) {
                proxyEnvironment = environment(pod, container);
            } else {
                containers.add(container(pod, container));
            }
        }
        return new PodPlan(
                namespace(pod),
                pod.at("/metadata/name").asText(),
                workload(pod),
                ip,
                pod.at("/spec/nodeName").asText(),
                proxyEnvironment,
                containers);
    }

    private static String namespace(JsonNode pod) {
        return pod.at("/metadata/namespace").asText("default");
    }

    private static String workload(JsonNode pod) {
        String name = pod.at("/metadata/name").asText();
        String app = pod.at("/metadata/labels/app").asText(name);
        JsonNode owner = pod.at("/metadata/ownerReferences/0");
        if (owner.isMissingNode()) {
            return app;
        }
        String hash = pod.at("/metadata/labels/pod-template-hash").asText();
        String ownerName = owner.path("name").asText(app);
        return !hash.isEmpty() && ownerName.endsWith("-" + hash)
                ? ownerName.substring(0, ownerName.length() - hash.length() - 1)
                : ownerName;
    }

    private static PodPlan.Container container(JsonNode pod, JsonNode container) {
        Map<String, String> environment = environment(pod, container);
        List<String> command = new ArrayList<>();
        for (JsonNode word : container.path("command")) {
            command.add(expand(word.asText(), environment));
        }
        for (JsonNode word : container.path("args")) {
            command.add(expand(word.asText(), environment));
        }
        List<Integer> ports = new ArrayList<>();
        for (JsonNode port : container.path("ports")) {
            if (port.path("protocol").asText("TCP").equals("TCP")) {
                ports.add(port.path("containerPort").asInt());
            }
        }
        return new PodPlan.Container(
                container.path("name").asText(), container.path("image").asText(), command, environment, ports);
    }

    private static Map<String, String> environment(JsonNode pod, JsonNode container) {
        Map<String, String> environment = new TreeMap<>();
        for (JsonNode variable : container.path("env")) {
            String name = variable.path("name").asText();
            JsonNode field = variable.at("/valueFrom/fieldRef/fieldPath");
            if (!field.isMissingNode()) {
                environment.put(name, field(pod, field.asText()));
            } else if (!variable.has("valueFrom")) {
                environment.put(name, expand(variable.path("value").asText(), environment));
            }
        }
        return environment;
    }

    private static String field(JsonNode pod, String path) {
        if (path.equals("metadata.namespace")) {
            return namespace(pod);
        }
        return pod.at("/" + path.replace('.', '/')).asText();
    }

    /** Kubernetes' {@code $(NAME)}; an unknown name stays as it is written, {@code $$} is one dollar sign. */
    private static String expand(String text, Map<String, String> environment) {
        Matcher reference = REFERENCE.matcher(text);
        return reference.replaceAll(match -> Matcher.quoteReplacement(
                match.group(1) == null ? "$" : environment.getOrDefault(match.group(1), match.group())));
    }
}
