package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.ServedNode;
import io.reactivemesh.actors.TestNodes;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** A Deployment is restarted pod by pod while a proxy watches its Service. */
@Tag("kube")
@EnabledIfEnvironmentVariable(named = "KUBECONFIG", matches = ".+", disabledReason = "no API server is named")
final class RollingRestartIT {
    private static final int REPLICAS = 50;
    private static final Map<String, String> SELECTOR = Map.of("app", "web");

    @Test
    void neverLeavesAProxyWithoutEndpoints() {
        try (ApiServer api = ApiServer.real();
                HeldNode node = new HeldNode(api.client());
                ServedNode served = ServedNode.start(
                        TestNodes.with(Map.of("reactive-mesh.journal.kind", "none")),
                        KubernetesSource.of(
                                api.access(),
                                KubernetesSourceConfig.defaults(),
                                TranslationConfig.DEFAULT,
                                KubernetesObserver.NONE))) {
            String namespace = api.namespace("restart");
            api.client().resource(service(namespace)).create();
            api.client().resource(deployment(namespace, node)).create();
            awaitRollout(api, namespace);
            Rollout rollout = new Rollout(api.client(), namespace);
            rollout.watch(served.channel(), "web." + namespace + ".svc.cluster.local:80");
            Map<String, String> before = pods(api, namespace);
            Awaiting.until(rollout::known, before::equals);
            rollout.begin();

            api.client()
                    .apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName("web")
                    .rolling()
                    .restart();
            awaitRollout(api, namespace);
            Map<String, String> after = pods(api, namespace);
            Awaiting.until(rollout::known, after::equals);

            assertThat(after.values()).hasSize(REPLICAS).doesNotContainAnyElementsOf(before.values());
            assertThat(rollout.problems()).isEmpty();
            assertThat(rollout.fewest()).as("endpoints at any time").isGreaterThanOrEqualTo(REPLICAS / 2);
            assertThat(rollout.updates()).as("messages").isLessThanOrEqualTo(2 * REPLICAS);
        }
    }

    /** Ready pods: {@code ip:port} → name. */
    private static Map<String, String> pods(ApiServer api, String namespace) {
        return api.client().pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .collect(Collectors.toMap(
                        pod -> pod.getStatus().getPodIP() + ":8080",
                        pod -> pod.getMetadata().getName(),
                        (one, other) -> one + " and " + other,
                        TreeMap::new));
    }

    private static void awaitRollout(ApiServer api, String namespace) {
        Awaiting.until(
                () -> api.client()
                        .apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("web")
                        .get(),
                RollingRestartIT::isRolledOut);
        Awaiting.until(
                () -> api.client().pods().inNamespace(namespace).list().getItems(), pods -> pods.size() == REPLICAS);
    }

    private static boolean isRolledOut(Deployment deployment) {
        DeploymentStatus status = deployment.getStatus();
        return Objects.equals(
                        status.getObservedGeneration(), deployment.getMetadata().getGeneration())
                && Objects.equals(status.getUpdatedReplicas(), REPLICAS)
                && Objects.equals(status.getReplicas(), REPLICAS)
                && Objects.equals(status.getAvailableReplicas(), REPLICAS);
    }

    private static Service service(String namespace) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withSelector(SELECTOR)
                .addNewPort()
                .withName("http")
                .withPort(80)
                .withTargetPort(new IntOrString(8080))
                .endPort()
                .endSpec()
                .build();
    }

    private static Deployment deployment(String namespace, HeldNode node) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withReplicas(REPLICAS)
                .withNewSelector()
                .withMatchLabels(SELECTOR)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(SELECTOR)
                .endMetadata()
                .withNewSpec()
                .withNodeSelector(node.selector())
                .addNewContainer()
                .withName("web")
                .withImage("web")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
