package io.reactivemesh.ops.redirect;

import io.reactivemesh.ops.netns.NetworkNamespace;
import io.reactivemesh.ops.netns.ProcessUser;
import io.reactivemesh.ops.process.Programs;
import io.reactivemesh.ops.testing.TwoPods;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A proxy in each of two pods, behind the rules of {@code proxy-init}. The control plane is away, so destinations are where the kernel says
 * that connections were going.
 */
final class ProxyPair {
    private static final Redirection REDIRECTION = new RedirectionTest.Options()
            .user(ProcessUser.PROXY.uid())
            .ignoreInbound("4190", "4191")
            .build();

    private ProxyPair() {}

    /**
     * Starts both, and waits until they are ready.
     *
     * @param more environment of both
     */
    static void startIn(TwoPods pods, Map<String, String> more) throws InterruptedException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "LINKERD2_PROXY_DESTINATION_SVC_ADDR", "localhost.:8086",
                "LINKERD2_PROXY_ADMIN_LISTEN_ADDR", "[::]:4191",
                "LINKERD2_PROXY_INBOUND_LISTEN_ADDR", "[::]:4143",
                "LINKERD2_PROXY_OUTBOUND_LISTEN_ADDRS", "127.0.0.1:4140,[::1]:4140"));
        environment.putAll(more);
        for (NetworkNamespace pod : List.of(pods.client(), pods.server())) {
            for (IpFamily family : IpFamily.values()) {
                Backend backend =
                        Objects.requireNonNull(Backend.NFT.available(family, program -> Programs.installed(program)));
                new Firewall(backend, family, pod.path(), true, Programs::run).install(REDIRECTION);
            }
            pods.startProxy(pod, environment);
        }
        for (NetworkNamespace pod : List.of(pods.client(), pods.server())) {
            pods.await(
                    "ready",
                    () -> TwoPods.output(pod, ProcessUser.PROXY, "curl", "-s", "http://127.0.0.1:4191/ready")
                            .equals("ready\n"));
        }
    }
}
