package io.reactivemesh.ops.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The cluster that is measured: Services without selector, an EndpointSlice for each, and the meshed pods behind it. Nothing else manages
 * these objects, so that what changes is only what is meant to. Pure; any thread.
 *
 * @param namespace of all of them
 * @param endpoints pods of each Service
 */
record DiscoveryObjects(String namespace, int endpoints) {
    private static final int PORT = 80;
    private static final int TARGET_PORT = 8080;
    private static final int NODES = 3;
    private static final String CONTROL_PLANE_NAMESPACE = "linkerd";
    /** Nobody's: pods of it are never run, whatever cluster they are in. */
    private static final String SCHEDULER = "mesh-bench-runs-nothing";

    /** What a client asks for. */
    String authority(int service) {
        return name(service) + "." + namespace + ".svc.cluster.local:" + PORT;
    }

    /** Who asks: the pod at the other end of a connection. */
    String contextToken(int connection) {
        return "{\"ns\":\"" + namespace + "\",\"nodeName\":\"node-" + (1 + connection % NODES) + "\",\"pod\":\"client-"
                + connection + "\"}\n";
    }

    Service service(int service) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name(service))
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withName("http")
                .withPort(PORT)
                .withNewTargetPort(TARGET_PORT)
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build();
    }

    List<Pod> pods(int service) {
        return IntStream.range(0, endpoints).mapToObj(i -> pod(service, i)).toList();
    }

    private Pod pod(int service, int number) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(podName(service, number))
                .withLabels(Map.of("app", name(service), "linkerd.io/control-plane-ns", CONTROL_PLANE_NAMESPACE))
                .endMetadata()
                .withNewSpec()
                .withSchedulerName(SCHEDULER)
                .withAutomountServiceAccountToken(false)
                .addNewContainer()
                .withName("web")
                .withImage("reactivemesh/bench-none")
                .addNewPort()
                .withContainerPort(TARGET_PORT)
                .endPort()
                .endContainer()
                .addNewContainer()
                .withName("linkerd-proxy")
                .withImage("reactivemesh/bench-none")
                .addNewEnv()
                .withName("LINKERD2_PROXY_INBOUND_LISTEN_ADDR")
                .withValue("0.0.0.0:4143")
                .endEnv()
                .addNewEnv()
                .withName("LINKERD2_PROXY_CONTROL_LISTEN_ADDR")
                .withValue("0.0.0.0:4190")
                .endEnv()
                .addNewEnv()
                .withName("LINKERD2_PROXY_ADMIN_LISTEN_ADDR")
                .withValue("0.0.0.0:4191")
                .endEnv()
                .endContainer()
                .endSpec()
                .withStatus(status(service, number))
                .build();
    }

    /** What a kubelet would say of a pod that runs. */
    private PodStatus status(int service, int number) {
        String ip = ip(service, number);
        return new PodStatusBuilder()
                .withPhase("Running")
                .withPodIP(ip)
                .addNewPodIP(ip)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .build();
    }

    /**
     * Who serves a Service.
     *
     * @param whole false = the last endpoint is not ready
     */
    EndpointSlice slice(int service, boolean whole) {
        List<Endpoint> listed = new ArrayList<>();
        for (int i = 0; i < endpoints; i++) {
            listed.add(new EndpointBuilder()
                    .withAddresses(ip(service, i))
                    .withNewConditions()
                    .withReady(whole || i < endpoints - 1)
                    .endConditions()
                    .withNodeName("node-" + (1 + i % NODES))
                    .withZone("zone-" + (1 + i % NODES))
                    .withNewTargetRef()
                    .withKind("Pod")
                    .withNamespace(namespace)
                    .withName(podName(service, i))
                    .endTargetRef()
                    .build());
        }
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name(service) + "-bench")
                .withLabels(Map.of(
                        "kubernetes.io/service-name",
                        name(service),
                        "endpointslice.kubernetes.io/managed-by",
                        "mesh-bench"))
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("http")
                .withPort(TARGET_PORT)
                .withProtocol("TCP")
                .endPort()
                .withEndpoints(listed)
                .build();
    }

    private static String name(int service) {
        return "web-" + service;
    }

    private static String podName(int service, int number) {
        return name(service) + "-" + number;
    }

    private String ip(int service, int number) {
        int host = service * endpoints + number;
        return "10." + (128 + (host >> 16)) + "." + (host >> 8 & 0xff) + "." + (host & 0xff);
    }
}
