package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.reactivemesh.actors.translate.Fact.PodFact;
import io.reactivemesh.actors.translate.Fact.ProxyPorts;
import io.reactivemesh.actors.translate.Labels;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Pods to facts. */
final class PodConversion {
    private PodConversion() {}

    static PodFact convert(Pod pod, Findings findings) {
        ObjectMeta metadata = pod.getMetadata();
        PodSpec spec = pod.getSpec() == null ? new PodSpec() : pod.getSpec();
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        Map<String, Container> containers = containers(spec);
        Map<String, SortedSet<Integer>> namedPorts = new TreeMap<>();
        SortedMap<Integer, Integer> hostPorts = new TreeMap<>();
        containers.forEach((field, container) -> collectPorts(field, container, namedPorts, hostPorts));
        String controlPlane = Fields.label(metadata, Names.CONTROL_PLANE_NS);
        PortSet skipped = Fields.ports(metadata, Names.SKIP_INBOUND_PORTS, namedPorts, findings);
        return new PodFact(
                new WorkloadId(WorkloadId.Kind.POD, metadata.getNamespace(), metadata.getName()),
                Fields.isSet(spec.getNodeName()) ? spec.getNodeName() : null,
                addresses("status.hostIP", status.getHostIP(), "status.hostIPs", hostIps(status)),
                addresses("status.podIP", status.getPodIP(), "status.podIPs", podIps(status)),
                Fields.isTrue(spec.getHostNetwork()),
                Fields.isSet(metadata.getDeletionTimestamp()),
                "Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase()),
                Labels.of(metadata.getLabels()),
                serviceAccount(spec),
                controlPlane,
                Fields.label(metadata, Names.POD_TEMPLATE_HASH),
                OwnerConversion.only(metadata),
                namedPorts,
                hostPorts,
                Fields.ports(metadata, Names.OPAQUE_PORTS, namedPorts, findings),
                skipped == null ? PortSet.EMPTY : skipped,
                controlPlane == null ? ProxyPorts.NONE : proxyPorts(containers, findings));
    }

    /** All containers by their field; a proxy may be an init container that keeps running. */
    private static Map<String, Container> containers(PodSpec spec) {
        Map<String, Container> containers = new LinkedHashMap<>();
        List<Container> main = Fields.list(spec.getContainers());
        for (int i = 0; i < main.size(); i++) {
            containers.put("spec.containers[" + i + "]", main.get(i));
        }
        List<Container> init = Fields.list(spec.getInitContainers());
        for (int i = 0; i < init.size(); i++) {
            containers.put("spec.initContainers[" + i + "]", init.get(i));
        }
        return containers;
    }

    private static void collectPorts(
            String field,
            Container container,
            Map<String, SortedSet<Integer>> named,
            SortedMap<Integer, Integer> hostPorts) {
        List<ContainerPort> ports = Fields.list(container.getPorts());
        for (int i = 0; i < ports.size(); i++) {
            ContainerPort port = ports.get(i);
            String at = field + ".ports[" + i + "]";
            int number = Fields.port(at + ".containerPort", port.getContainerPort());
            if (!Fields.isTcp(at + ".protocol", port.getProtocol())) {
                continue;
            }
            if (Fields.isSet(port.getName())) {
                named.computeIfAbsent(port.getName(), _ -> new TreeSet<>()).add(number);
            }
            if (port.getHostPort() != null && port.getHostPort() != 0) {
                hostPorts.put(Fields.port(at + ".hostPort", port.getHostPort()), number);
            }
        }
    }

    private static String serviceAccount(PodSpec spec) {
        if (Fields.isSet(spec.getServiceAccountName())) {
            return spec.getServiceAccountName();
        }
        return Fields.isSet(spec.getServiceAccount()) ? spec.getServiceAccount() : "default";
    }

    private static List<@Nullable String> podIps(PodStatus status) {
        List<@Nullable String> ips = new ArrayList<>();
        Fields.list(status.getPodIPs()).forEach(ip -> ips.add(ip.getIp()));
        return ips;
    }

    private static List<@Nullable String> hostIps(PodStatus status) {
        List<@Nullable String> ips = new ArrayList<>();
        Fields.list(status.getHostIPs()).forEach(ip -> ips.add(ip.getIp()));
        return ips;
    }

    private static List<IpAddress> addresses(
            String field, @Nullable String primary, String listField, List<@Nullable String> all) {
        Set<IpAddress> addresses = new LinkedHashSet<>();
        if (Fields.isSet(primary)) {
            addresses.add(Fields.ip(field, primary));
        }
        for (int i = 0; i < all.size(); i++) {
            addresses.add(Fields.ip(listField + "[" + i + "]", all.get(i)));
        }
        return List.copyOf(addresses);
    }

    /** From the environment of the proxy container; where that does not say, what every installation uses. */
    private static ProxyPorts proxyPorts(Map<String, Container> containers, Findings findings) {
        for (Map.Entry<String, Container> entry : containers.entrySet()) {
            if (Names.PROXY.equals(entry.getValue().getName())) {
                String field = entry.getKey();
                List<EnvVar> env = Fields.list(entry.getValue().getEnv());
                return new ProxyPorts(
                        listenPort(field, env, Names.PROXY_INBOUND, ProxyPorts.DEFAULT.inbound(), findings),
                        listenPort(field, env, Names.PROXY_CONTROL, ProxyPorts.DEFAULT.control(), findings),
                        listenPort(field, env, Names.PROXY_ADMIN, ProxyPorts.DEFAULT.admin(), findings));
            }
        }
        return ProxyPorts.DEFAULT;
    }

    private static int listenPort(String container, List<EnvVar> env, String name, int fallback, Findings findings) {
        for (int i = 0; i < env.size(); i++) {
            if (!name.equals(env.get(i).getName())) {
                continue;
            }
            String value = env.get(i).getValue();
            String port = value == null ? "" : value.substring(value.lastIndexOf(':') + 1);
            if (port.matches("\\d{1,5}") && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65535) {
                return Integer.parseInt(port);
            }
            findings.add(
                    container + ".env[" + i + "].value",
                    value == null ? "" : value,
                    "IP:PORT in " + name,
                    "port " + fallback + " is assumed");
        }
        return fallback;
    }
}
