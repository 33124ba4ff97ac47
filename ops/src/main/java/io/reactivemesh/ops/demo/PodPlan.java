package io.reactivemesh.ops.demo;

import java.util.List;
import java.util.Map;

/**
 * What has to run for one Pod.
 *
 * @param workload the name its rows are summed under: its owner without the pod-template-hash, else its {@code app} label, else its name
 * @param ip its own address
 * @param nodeName empty = not scheduled
 * @param proxyEnvironment variables of its {@code linkerd-proxy} container, references resolved
 * @param containers all but the proxy
 */
record PodPlan(
        String namespace,
        String name,
        String workload,
        String ip,
        String nodeName,
        Map<String, String> proxyEnvironment,
        List<Container> containers) {
    /** Where the proxy of a pod accepts what its application sends. */
    static final int OUTBOUND_PORT = 4140;

    static final int INBOUND_PORT = 4143;
    static final int CONTROL_PORT = 4190;
    static final int ADMIN_PORT = 4191;

    private static final int APPLICATION_OFFSET = 10_000;

    PodPlan {
        proxyEnvironment = Map.copyOf(proxyEnvironment);
        containers = List.copyOf(containers);
    }

    /**
     * A container of the pod.
     *
     * @param command entry point and arguments; empty = what the image says
     * @param ports the TCP ports it declares
     */
    record Container(
            String name, String image, List<String> command, Map<String, String> environment, List<Integer> ports) {
        Container {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
            ports = List.copyOf(ports);
        }
    }

    /** {@code namespace/name}. */
    String id() {
        return namespace + "/" + name;
    }

    /** All declared TCP ports of its containers, ascending. */
    List<Integer> ports() {
        return containers.stream()
                .flatMap(container -> container.ports().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The port on which the application really listens where nothing redirects connections: the declared port belongs to the proxy
     * then.
     */
    static int applicationPort(int declared) {
        return declared + APPLICATION_OFFSET <= 65_535 ? declared + APPLICATION_OFFSET : declared - APPLICATION_OFFSET;
    }
}
