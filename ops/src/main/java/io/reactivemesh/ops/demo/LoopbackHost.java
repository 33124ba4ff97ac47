package io.reactivemesh.ops.demo;

import io.reactivemesh.ops.demo.app.DemoApp;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * This machine as it is: every pod has a loopback address of its own, and nothing redirects connections. So an application's declared port is
 * the proxy's, it listens on another, and calls others by asking the proxy.
 */
final class LoopbackHost implements PodHost {
    private static final Pattern LOOPBACK = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private final Path manifests;
    private final String launcher;
    private final ControlPlane controlPlane;

    /**
     * @param launcher the {@code mesh} script
     */
    LoopbackHost(Path manifests, String launcher, ControlPlane.Ports ports) {
        this.manifests = manifests;
        this.launcher = launcher;
        controlPlane = new ControlPlane(ControlPlane.LOCAL, ControlPlane.LOCAL, ports);
    }

    @Override
    public ControlPlane controlPlane() {
        return controlPlane;
    }

    @Override
    public Path manifests() {
        return manifests;
    }

    @Override
    public void refresh() {
        // They are read where they are.
    }

    @Override
    public boolean accepts(String podIp) {
        return LOOPBACK.matcher(podIp).matches();
    }

    @Override
    public String acceptedAddresses() {
        return "a loopback address of its own (status.podIP: 127.x.y.z)";
    }

    @Override
    public @Nullable String problem(PodPlan plan) {
        return Addresses.problem(Addresses.of(plan));
    }

    @Override
    public Sandbox open(PodPlan plan) {
        return new Place();
    }

    @Override
    public void resolve(List<ServicePlan> services) {
        // The proxy is told the names.
    }

    @Override
    public List<String> hints(String launcher) {
        return List.of(
                launcher + " history svc/voting-svc -n emojivoto --api-addr " + controlPlane.apiAddress(),
                "curl -H 'Host: web-svc.emojivoto.svc.cluster.local' 127.70.0.11:4140/api/leaderboard");
    }

    /** The variables by which any command finds its own pod and proxy. */
    static Map<String, String> placement(PodPlan pod, PodPlan.Container container) {
        Map<String, String> placement = new HashMap<>();
        placement.put("POD_IP", pod.ip());
        placement.put("http_proxy", "http://" + pod.ip() + ":" + PodPlan.OUTBOUND_PORT);
        for (int port : container.ports()) {
            placement.putIfAbsent("PORT", Integer.toString(PodPlan.applicationPort(port)));
            placement.put("MESH_LISTEN_" + port, pod.ip() + ":" + PodPlan.applicationPort(port));
        }
        return placement;
    }

    private final class Place implements Sandbox {
        @Override
        public Launch proxy(PodPlan plan) {
            return new Launch(List.of(launcher, "proxy"), ProxyEnvironment.onLoopback(plan, controlPlane));
        }

        @Override
        public Start container(PodPlan plan, PodPlan.Container container) {
            if (container.command().isEmpty()) {
                return new InProcess(new DemoApp.Container(
                        container.ports().isEmpty()
                                ? null
                                : Addresses.at(
                                        plan.ip(),
                                        PodPlan.applicationPort(
                                                container.ports().getFirst())),
                        new DemoApp.ForwardProxy(
                                Addresses.ip(plan.ip()), Addresses.at(plan.ip(), PodPlan.OUTBOUND_PORT)),
                        container.environment()));
            }
            Map<String, String> environment = placement(plan, container);
            environment.putAll(container.environment());
            return new Launch(container.command(), environment);
        }

        @Override
        public void close() {
            // Nothing was made for it.
        }
    }
}
