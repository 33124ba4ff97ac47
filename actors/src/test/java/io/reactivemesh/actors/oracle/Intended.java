package io.reactivemesh.actors.oracle;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An object as the author of a manifest means it. */
public sealed interface Intended {
    /** Kind, namespace and name: what makes two of them the same object. */
    String key();

    /** The object in YAML, without document marker. */
    String yaml();

    /** The same with a value that no object of the kind may have, kind and name still readable. */
    String yamlWithWrongValue();

    private static String head(String apiVersion, String kind, String namespace, String name) {
        return "apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata:\n  name: " + name + "\n"
                + (namespace.isEmpty() ? "" : "  namespace: " + namespace + "\n");
    }

    private static String opaquePorts(@Nullable String ports) {
        return ports == null ? "" : "  annotations: {config.linkerd.io/opaque-ports: \"" + ports + "\"}\n";
    }

    /**
     * A Namespace.
     *
     * @param opaque its opaque ports, comma between; null = not said
     */
    record Namespace(String name, @Nullable String opaque) implements Intended {
        @Override
        public String key() {
            return "Namespace " + name;
        }

        @Override
        public String yaml() {
            return head("v1", "Namespace", "", name) + opaquePorts(opaque);
        }

        @Override
        public String yamlWithWrongValue() {
            return yaml() + "  labels: 7\n";
        }
    }

    /** A ServiceProfile of a Service, next to it; routes by name. */
    record Profile(String namespace, String service, List<String> routes) implements Intended {
        @Override
        public String key() {
            return "ServiceProfile " + namespace + "/" + service;
        }

        @Override
        public String yaml() {
            StringBuilder yaml = new StringBuilder(head(
                            "linkerd.io/v1alpha2",
                            "ServiceProfile",
                            namespace,
                            service + "." + namespace + ".svc.cluster.local"))
                    .append(routes.isEmpty() ? "spec:\n  routes: []\n" : "spec:\n  routes:\n");
            routes.forEach(
                    route -> yaml.append("  - {name: " + route + ", condition: {pathRegex: \"/" + route + "\"}}\n"));
            return yaml.toString();
        }

        @Override
        public String yamlWithWrongValue() {
            return yaml().replace("  routes:", "  routs:");
        }
    }

    /**
     * A Service; ports by name.
     *
     * @param opaque its opaque ports, comma between; null = not said
     */
    record Service(
            String namespace,
            String name,
            Map<String, Integer> ports,
            @Nullable String opaque) implements Intended {
        @Override
        public String key() {
            return "Service " + namespace + "/" + name;
        }

        @Override
        public String yaml() {
            StringBuilder yaml = new StringBuilder(head("v1", "Service", namespace, name))
                    .append(opaquePorts(opaque))
                    .append("spec:\n  ports:\n");
            new TreeMap<>(ports)
                    .forEach((port, number) -> yaml.append("  - name: ")
                            .append(port)
                            .append("\n    port: ")
                            .append(number)
                            .append('\n'));
            return yaml.toString();
        }

        @Override
        public String yamlWithWrongValue() {
            return yaml() + "  - name: wrong\n    port: eighty\n";
        }
    }

    /**
     * One endpoint of a slice.
     *
     * @param ready null = not said
     * @param pod null = a bare address
     */
    record Endpoint(
            String ip, @Nullable Boolean ready, @Nullable String pod) {}

    /** An EndpointSlice of a Service in its namespace. */
    record Slice(String namespace, String name, String service, Map<String, Integer> ports, List<Endpoint> endpoints)
            implements Intended {
        @Override
        public String key() {
            return "EndpointSlice " + namespace + "/" + name;
        }

        @Override
        public String yaml() {
            StringBuilder yaml = new StringBuilder(head("discovery.k8s.io/v1", "EndpointSlice", namespace, name))
                    .append("  labels:\n    kubernetes.io/service-name: ")
                    .append(service)
                    .append("\naddressType: IPv4\nports:\n");
            new TreeMap<>(ports)
                    .forEach((port, number) -> yaml.append("- {name: " + port + ", port: " + number + "}\n"));
            yaml.append(endpoints.isEmpty() ? "endpoints: []\n" : "endpoints:\n");
            for (Endpoint endpoint : endpoints) {
                yaml.append("- addresses: [").append(endpoint.ip()).append("]\n");
                if (endpoint.ready() != null) {
                    yaml.append("  conditions: {ready: ")
                            .append(endpoint.ready())
                            .append("}\n");
                }
                if (endpoint.pod() != null) {
                    yaml.append("  targetRef: {kind: Pod, name: ")
                            .append(endpoint.pod())
                            .append("}\n");
                }
            }
            return yaml.toString();
        }

        @Override
        public String yamlWithWrongValue() {
            return yaml().replace("addressType: IPv4", "addressType: IPv5");
        }
    }

    /**
     * A Pod.
     *
     * @param meshed it has a proxy
     * @param opaque its opaque ports, comma between; null = not said
     */
    record Pod(
            String namespace,
            String name,
            String ip,
            String node,
            boolean meshed,
            @Nullable String opaque) implements Intended {
        private static final String PROXY = """
                  - name: linkerd-proxy
                    image: proxy
                    env:
                    - {name: LINKERD2_PROXY_INBOUND_LISTEN_ADDR, value: "0.0.0.0:4143"}
                    - {name: LINKERD2_PROXY_CONTROL_LISTEN_ADDR, value: "0.0.0.0:4190"}
                    - {name: LINKERD2_PROXY_ADMIN_LISTEN_ADDR, value: "0.0.0.0:4191"}
                """;

        @Override
        public String key() {
            return "Pod " + namespace + "/" + name;
        }

        @Override
        public String yaml() {
            return head("v1", "Pod", namespace, name)
                    + (meshed ? "  labels: {linkerd.io/control-plane-ns: linkerd}\n" : "")
                    + opaquePorts(opaque)
                    + "spec:\n  nodeName: " + node + "\n  containers:\n  - {name: app, image: app}\n"
                    + (meshed ? PROXY : "")
                    + "status:\n  podIP: " + ip + "\n";
        }

        @Override
        public String yamlWithWrongValue() {
            return yaml().replace("podIP: ", "podIP: x");
        }
    }

    /** A Node. */
    record Node(String name, String zone) implements Intended {
        @Override
        public String key() {
            return "Node " + name;
        }

        @Override
        public String yaml() {
            return head("v1", "Node", "", name) + "  labels:\n    topology.kubernetes.io/zone: " + zone + "\n";
        }

        @Override
        public String yamlWithWrongValue() {
            return yaml() + "    number: 7\n";
        }
    }
}
