package io.reactivemesh.ops.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The variables of a pod's proxy process, as the injector sets them, except that there is no identity yet. What the {@code linkerd-proxy}
 * container of the manifest sets besides, holds.
 */
final class ProxyEnvironment {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "LINKERD2_PROXY_";
    private static final String ALL = "0.0.0.0:";

    /** Where Services and pods may be, by the injector's default. */
    private static final String CLUSTER_NETWORKS = "10.0.0.0/8,100.64.0.0/10,172.16.0.0/12,192.168.0.0/16";

    private static final String CONTROL_PLANE_NAME =
            "linkerd-destination.linkerd.serviceaccount.identity.linkerd.cluster.local";

    private ProxyEnvironment() {}

    /** Nothing is redirected: every listener is on the pod's own address, and stands for a port of the application where that has one. */
    static Map<String, String> onLoopback(PodPlan pod, ControlPlane controlPlane) {
        Map<String, String> environment = common(pod, controlPlane);
        environment.put(PREFIX + "OUTBOUND_LISTEN_ADDRS", at(pod, PodPlan.OUTBOUND_PORT));
        environment.put(PREFIX + "INBOUND_LISTEN_ADDR", at(pod, PodPlan.INBOUND_PORT));
        environment.put(PREFIX + "CONTROL_LISTEN_ADDR", at(pod, PodPlan.CONTROL_PORT));
        environment.put(PREFIX + "ADMIN_LISTEN_ADDR", at(pod, PodPlan.ADMIN_PORT));
        if (!pod.ports().isEmpty()) {
            environment.put(
                    "MESH_PROXY_INBOUND_BINDINGS",
                    pod.ports().stream()
                            .map(port -> at(pod, port) + "=" + at(pod, PodPlan.applicationPort(port)))
                            .collect(Collectors.joining(",")));
        }
        return environment;
    }

    /** Everything is redirected, as in a cluster. */
    static Map<String, String> behindRedirection(PodPlan pod, ControlPlane controlPlane) {
        Map<String, String> environment = common(pod, controlPlane);
        environment.put(PREFIX + "OUTBOUND_LISTEN_ADDRS", ControlPlane.LOCAL + ":" + PodPlan.OUTBOUND_PORT);
        environment.put(PREFIX + "INBOUND_LISTEN_ADDR", ALL + PodPlan.INBOUND_PORT);
        environment.put(PREFIX + "CONTROL_LISTEN_ADDR", ALL + PodPlan.CONTROL_PORT);
        environment.put(PREFIX + "ADMIN_LISTEN_ADDR", ALL + PodPlan.ADMIN_PORT);
        environment.put(PREFIX + "DESTINATION_PROFILE_NETWORKS", CLUSTER_NETWORKS);
        environment.put(PREFIX + "DESTINATION_SVC_NAME", CONTROL_PLANE_NAME);
        environment.put(PREFIX + "POLICY_SVC_NAME", CONTROL_PLANE_NAME);
        return environment;
    }

    private static Map<String, String> common(PodPlan pod, ControlPlane controlPlane) {
        Map<String, String> environment = new TreeMap<>();
        environment.put(PREFIX + "LOG", "warn,linkerd=info");
        environment.put(PREFIX + "SHUTDOWN_GRACE_PERIOD", "2s");
        environment.put(PREFIX + "INBOUND_DEFAULT_POLICY", "all-unauthenticated");
        environment.putAll(pod.proxyEnvironment());
        environment.put(PREFIX + "DESTINATION_SVC_ADDR", address(controlPlane.discovery()));
        environment.put(PREFIX + "POLICY_SVC_ADDR", address(controlPlane.policy()));
        environment.put(PREFIX + "POLICY_WORKLOAD", workload(pod).toString());
        environment.put(
                PREFIX + "DESTINATION_CONTEXT",
                workload(pod).put("nodeName", pod.nodeName()).toString());
        environment.put(PREFIX + "INBOUND_IPS", pod.ip());
        environment.put("MESH_PROXY_IDENTITY_DISABLED", "true");
        if (!pod.ports().isEmpty()) {
            environment.put(
                    PREFIX + "INBOUND_PORTS",
                    pod.ports().stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        return environment;
    }

    private static ObjectNode workload(PodPlan pod) {
        return JSON.createObjectNode().put("ns", pod.namespace()).put("pod", pod.name());
    }

    private static String at(PodPlan pod, int port) {
        return pod.ip() + ":" + port;
    }

    private static String address(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
