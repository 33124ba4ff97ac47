package io.reactivemesh.ops.demo;

import io.reactivemesh.ops.netns.NamespaceException;
import io.reactivemesh.ops.netns.NetworkNamespace;
import io.reactivemesh.ops.netns.PodNetwork;
import io.reactivemesh.ops.netns.ProcessUser;
import io.reactivemesh.ops.process.Programs;
import io.reactivemesh.ops.redirect.Backend;
import io.reactivemesh.ops.redirect.Firewall;
import io.reactivemesh.ops.redirect.FirewallException;
import io.reactivemesh.ops.redirect.IpFamily;
import io.reactivemesh.ops.redirect.PortRange;
import io.reactivemesh.ops.redirect.Redirection;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every pod is a network namespace with its address, and redirection as {@code mesh proxy-init} sets it up. Its application knows nothing of
 * a proxy: it listens on its declared port and calls others by their names, which a hosts file in the pod resolves. The proxy runs as a
 * user of its own.
 *
 * <p>The namespace that we are in is the node: the demo and the control plane run there, and nothing leads out of it.
 */
final class NamespaceHost implements PodHost {
    private static final Redirection REDIRECTION = new Redirection(
            PodPlan.INBOUND_PORT,
            PodPlan.OUTBOUND_PORT,
            ProcessUser.PROXY.uid(),
            -1,
            List.of(),
            List.of(PortRange.parse(PodPlan.CONTROL_PORT + "-" + PodPlan.ADMIN_PORT)),
            List.of(),
            List.of());
    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final String ALL_ADDRESSES = "0.0.0.0";

    private final ManifestMirror manifests;
    private final Path hostsFiles;
    private final String launcher;
    private final ProcessUser application;
    private final PodNetwork network;
    private final ControlPlane controlPlane;
    private final Map<String, Place> places = new HashMap<>();
    private List<ServicePlan> services = List.of();

    /**
     * @param manifests what to run; loopback addresses become routable ones
     * @param dataDirectory of the demo; what is made here lies in its folder {@code netns}
     * @param launcher the {@code mesh} script
     * @param application whom containers run as
     * @param network with the namespace that we are in as its node
     */
    NamespaceHost(
            Path manifests,
            Path dataDirectory,
            String launcher,
            ProcessUser application,
            PodNetwork network,
            ControlPlane.Ports ports) {
        this.manifests = new ManifestMirror(manifests, dataDirectory.resolve("netns/manifests"));
        this.hostsFiles = dataDirectory.resolve("netns/hosts");
        this.launcher = launcher;
        this.application = application;
        this.network = network;
        controlPlane = new ControlPlane(ALL_ADDRESSES, PodNetwork.NODE_IP, ports);
    }

    @Override
    public ControlPlane controlPlane() {
        return controlPlane;
    }

    @Override
    public Path manifests() {
        return manifests.copy();
    }

    @Override
    public void refresh() throws IOException {
        manifests.refresh();
    }

    @Override
    public boolean accepts(String podIp) {
        try {
            return Addresses.ip(podIp) instanceof Inet4Address v4 && !v4.isLoopbackAddress() && !v4.isAnyLocalAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String acceptedAddresses() {
        return "an IPv4 address of its own (status.podIP)";
    }

    @Override
    public @Nullable String problem(PodPlan plan) {
        // An address is free in a new namespace, and that no other pod has it is known.
        return null;
    }

    @Override
    public Sandbox open(PodPlan plan) throws NoRoom, InterruptedException {
        NetworkNamespace namespace = null;
        try {
            namespace = NetworkNamespace.create();
            Place place = new Place(plan, namespace);
            place.writeHosts();
            namespace.cover(HOSTS, place.hosts());
            network.connect(namespace, Addresses.ip(plan.ip()));
            redirect(namespace);
            places.put(plan.id(), place);
            return place;
        } catch (NamespaceException | FirewallException | IOException e) {
            if (namespace != null) {
                namespace.close();
            }
            throw new NoRoom(String.valueOf(e.getMessage()), e);
        }
    }

    private static void redirect(NetworkNamespace namespace) throws InterruptedException {
        Backend backend = Objects.requireNonNullElse(
                Backend.NFT.available(IpFamily.IPV4, program -> Programs.installed(program)), Backend.NFT);
        new Firewall(backend, IpFamily.IPV4, namespace.path(), true, Programs::run).install(REDIRECTION);
    }

    @Override
    public void resolve(List<ServicePlan> services) throws IOException {
        this.services = List.copyOf(services);
        for (Place place : places.values()) {
            place.writeHosts();
        }
    }

    @Override
    public List<String> hints(String launcher) {
        long node = network.node().pid();
        String pod = places.values().stream()
                .filter(place -> !place.plan.ports().isEmpty())
                .map(place -> Long.toString(place.namespace.pid()))
                .findFirst()
                .orElse("PID");
        return List.of(
                "sudo nsenter -t " + node + " -n " + launcher + " history svc/voting-svc -n emojivoto",
                "sudo nsenter -t " + pod + " -n -m curl http://web-svc.emojivoto/api/leaderboard   (from inside a pod)",
                "sudo nsenter -t " + pod + " -n iptables-save -c -t nat");
    }

    private final class Place implements Sandbox {
        private final PodPlan plan;
        private final NetworkNamespace namespace;

        Place(PodPlan plan, NetworkNamespace namespace) {
            this.plan = plan;
            this.namespace = namespace;
        }

        Path hosts() {
            return hostsFiles.resolve(plan.namespace() + "-" + plan.name());
        }

        /** In place: what is mounted is the file, not its name. */
        void writeHosts() throws IOException {
            StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n::1 localhost\n");
            hosts.append(plan.ip()).append(' ').append(plan.name()).append('\n');
            for (ServicePlan service : services) {
                hosts.append(service.clusterIp())
                        .append(' ')
                        .append(String.join(" ", service.names(plan.namespace())))
                        .append('\n');
            }
            Files.createDirectories(hostsFiles);
            Files.writeString(hosts(), hosts);
        }

        @Override
        public Launch proxy(PodPlan plan) {
            return new Launch(
                    namespace.entering(ProcessUser.PROXY.running(List.of(launcher, "proxy"))),
                    ProxyEnvironment.behindRedirection(plan, controlPlane));
        }

        @Override
        public Start container(PodPlan plan, PodPlan.Container container) {
            List<String> command = container.command();
            if (command.isEmpty()) {
                String image = container.image();
                command = container.ports().isEmpty()
                        ? List.of(launcher, "demo-app", image)
                        : List.of(
                                launcher,
                                "demo-app",
                                image,
                                container.ports().getFirst().toString());
            }
            Map<String, String> environment = new HashMap<>(Map.of("POD_IP", plan.ip()));
            for (int port : container.ports()) {
                environment.putIfAbsent("PORT", Integer.toString(port));
                environment.put("MESH_LISTEN_" + port, plan.ip() + ":" + port);
            }
            environment.putAll(container.environment());
            return new Launch(namespace.entering(application.running(command)), environment);
        }

        @Override
        public void close() {
            places.remove(plan.id(), this);
            namespace.close();
        }
    }
}
