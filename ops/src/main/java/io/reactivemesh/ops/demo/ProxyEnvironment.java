package io.reactivemesh.ops.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The variables of a pod's proxy process. As the injector sets them, except that every listener is on the pod's own address, that nothing
 * is redirected, and that there is no identity yet. What the {@code linkerd-proxy} container of the manifest sets besides, holds.
 */
final class ProxyEnvironment {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProxyEnvironment() {}

    /**
     * @param destination where the control plane serves discovery
     * @param policy where it serves policies
     */
    static Map<String, String> of(PodPlan pod, InetSocketAddress destination, InetSocketAddress policy) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("LINKERD2_PROXY_LOG", "warn,linkerd=info");
        environment.put("LINKERD2_PROXY_SHUTDOWN_GRACE_PERIOD", "2s");
        environment.put("LINKERD2_PROXY_INBOUND_DEFAULT_POLICY", "all-unauthenticated");
        environment.putAll(pod.proxyEnvironment());
        environment.put("LINKERD2_PROXY_OUTBOUND_LISTEN_ADDRS", at(pod, PodPlan.OUTBOUND_PORT));
        environment.put("LINKERD2_PROXY_INBOUND_LISTEN_ADDR", at(pod, PodPlan.INBOUND_PORT));
        environment.put("LINKERD2_PROXY_CONTROL_LISTEN_ADDR", at(pod, PodPlan.CONTROL_PORT));
        environment.put("LINKERD2_PROXY_ADMIN_LISTEN_ADDR", at(pod, PodPlan.ADMIN_PORT));
        environment.put("LINKERD2_PROXY_DESTINATION_SVC_ADDR", address(destination));
        environment.put("LINKERD2_PROXY_POLICY_SVC_ADDR", address(policy));
        environment.put("LINKERD2_PROXY_POLICY_WORKLOAD", workload(pod).toString());
        environment.put(
                "LINKERD2_PROXY_DESTINATION_CONTEXT",
                workload(pod).put("nodeName", pod.nodeName()).toString());
        environment.put("LINKERD2_PROXY_INBOUND_IPS", pod.ip());
        environment.put("MESH_PROXY_IDENTITY_DISABLED", "true");
        if (!pod.ports().isEmpty()) {
            environment.put(
                    "LINKERD2_PROXY_INBOUND_PORTS",
                    pod.ports().stream().map(String::valueOf).collect(Collectors.joining(",")));
            environment.put(
                    "MESH_PROXY_INBOUND_BINDINGS",
                    pod.ports().stream()
                            .map(port -> at(pod, port) + "=" + at(pod, PodPlan.applicationPort(port)))
                            .collect(Collectors.joining(",")));
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
