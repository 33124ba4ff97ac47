package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProxyEnvironmentTest {
    private final PodPlan pod = new PodPlan(
            "emojivoto",
            "web-1",
            "web",
            "127.70.0.21",
            "node-1",
            Map.of("LINKERD2_PROXY_INBOUND_LISTEN_ADDR", "0.0.0.0:4143", "LINKERD2_PROXY_LOG", "debug"),
            List.of(new PodPlan.Container("web", "reactivemesh/demo-web", List.of(), Map.of(), List.of(8080))));

    @Test
    void listenersAreOnThePodsOwnAddressAndWhatTheManifestSaysBesidesHolds() {
        Map<String, String> environment = ProxyEnvironment.onLoopback(
                pod, new ControlPlane("127.0.0.1", "127.0.0.1", new ControlPlane.Ports(8086, 8090, 9990)));

        assertThat(environment)
                .containsEntry("LINKERD2_PROXY_INBOUND_LISTEN_ADDR", "127.70.0.21:4143")
                .containsEntry("LINKERD2_PROXY_OUTBOUND_LISTEN_ADDRS", "127.70.0.21:4140")
                .containsEntry("LINKERD2_PROXY_LOG", "debug")
                .containsEntry("LINKERD2_PROXY_DESTINATION_SVC_ADDR", "127.0.0.1:8086")
                .containsEntry("LINKERD2_PROXY_POLICY_WORKLOAD", "{\"ns\":\"emojivoto\",\"pod\":\"web-1\"}")
                .containsEntry(
                        "LINKERD2_PROXY_DESTINATION_CONTEXT",
                        "{\"ns\":\"emojivoto\",\"pod\":\"web-1\",\"nodeName\":\"node-1\"}")
                .containsEntry("MESH_PROXY_INBOUND_BINDINGS", "127.70.0.21:8080=127.70.0.21:18080");
    }

    @Test
    void behindRedirectionListenersAreWhereTheInjectorHasThem() {
        Map<String, String> environment = ProxyEnvironment.behindRedirection(
                pod, new ControlPlane("0.0.0.0", "169.254.1.1", new ControlPlane.Ports(8086, 8090, 9990)));

        assertThat(environment)
                .containsEntry("LINKERD2_PROXY_INBOUND_LISTEN_ADDR", "0.0.0.0:4143")
                .containsEntry("LINKERD2_PROXY_OUTBOUND_LISTEN_ADDRS", "127.0.0.1:4140")
                .containsEntry("LINKERD2_PROXY_ADMIN_LISTEN_ADDR", "0.0.0.0:4191")
                .containsEntry("LINKERD2_PROXY_DESTINATION_SVC_ADDR", "169.254.1.1:8086")
                .containsEntry("LINKERD2_PROXY_INBOUND_IPS", "127.70.0.21")
                .containsEntry("LINKERD2_PROXY_INBOUND_PORTS", "8080")
                .containsEntry("LINKERD2_PROXY_LOG", "debug")
                .containsKey("LINKERD2_PROXY_DESTINATION_SVC_NAME")
                .doesNotContainKey("MESH_PROXY_INBOUND_BINDINGS");
    }
}
