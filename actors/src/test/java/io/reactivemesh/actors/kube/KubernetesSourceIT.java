package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.kube.KubernetesStatus.Phase;
import io.reactivemesh.actors.translate.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Against the API server that the environment names: kinds that come and go, and what is not allowed. */
@Tag("kube")
@EnabledIfEnvironmentVariable(named = "KUBECONFIG", matches = ".+", disabledReason = "no API server is named")
final class KubernetesSourceIT extends KubernetesSourceContract {
    @Override
    ApiServer server() {
        return ApiServer.real();
    }

    private static KubernetesStatus.Kind kind(KubernetesSource source, ObjectKey.Kind kind) {
        return source.status().kinds().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void picksUpAKindThatAppearsAndDropsItWhenItGoes() {
        CustomKind profiles = new CustomKind(apiServer().client(), ObjectKey.Kind.SERVICE_PROFILE);
        String namespace = apiServer().namespace("definition");
        String name = "web." + namespace + ".svc.cluster.local";
        apiServer().client().resource(Objects.service(namespace, "web")).create();
        try (KubernetesSource source = source(apiServer().access(), profiles.resources())) {
            source.start(told);
            told.awaitServices(namespace, List.of("web"));
            assertThat(kind(source, ObjectKey.Kind.SERVICE_PROFILE).phase()).isEqualTo(Phase.ABSENT);
            assertThat(source.status().reasons()).isEmpty();

            profiles.define();
            profiles.objects()
                    .resource(profiles.object(
                            namespace,
                            name,
                            Map.of("routes", List.of(Map.of("name", "/a", "condition", Map.of("pathRegex", "/a"))))))
                    .create();
            told.awaitRoutes(namespace, "web", List.of("/a"));
            assertThat(kind(source, ObjectKey.Kind.SERVICE_PROFILE).phase()).isEqualTo(Phase.CURRENT);
            profiles.forget();

            told.awaitRoutes(namespace, "web", List.of());
            Awaiting.until(() -> kind(source, ObjectKey.Kind.SERVICE_PROFILE).phase(), Phase.ABSENT::equals);
            assertThat(counted.repairs).isEmpty();
        } finally {
            profiles.forget();
        }
    }

    @Test
    void knowsHowOldItsNewsIs() {
        String namespace = apiServer().namespace("lag");
        apiServer().client().resource(Objects.service(namespace, "web")).create();
        start();
        counted.lags.clear();

        apiServer().client().resource(Objects.service(namespace, "emoji")).create();
        told.awaitServices(namespace, List.of("emoji", "web"));

        // Objects say when they were changed in whole seconds.
        assertThat(counted.lags).isNotEmpty().allMatch(lag -> lag.compareTo(Duration.ofMinutes(1)) < 0);
    }

    /** A way to the API server that may list and watch these only. */
    private KubernetesAccess allowed(String namespace, List<String> resources) {
        KubernetesClient admin = apiServer().client();
        admin.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("reader")
                        .endMetadata()
                        .build())
                .create();
        admin.resource(new ClusterRoleBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("*")
                        .withResources(resources)
                        .withVerbs("list", "watch")
                        .endRule()
                        .build())
                .create();
        admin.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", namespace)
                        .addNewSubject("", "ServiceAccount", "reader", namespace)
                        .build())
                .create();
        TokenRequest token = admin.serviceAccounts()
                .inNamespace(namespace)
                .withName("reader")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build());
        Config config = admin.getConfiguration();
        return KubernetesAccess.of(new ConfigBuilder(Config.empty())
                .withMasterUrl(config.getMasterUrl())
                .withCaCertData(config.getCaCertData())
                .withOauthToken(token.getStatus().getToken())
                .build());
    }

    private void revoke(String namespace) {
        apiServer().client().rbac().clusterRoleBindings().withName(namespace).delete();
        apiServer().client().rbac().clusterRoles().withName(namespace).delete();
    }

    @Test
    void aKindThatItMayNotReadDoesNotStopTheOthers() {
        String namespace = apiServer().namespace("forbidden");
        apiServer().client().resource(Objects.service(namespace, "web")).create();
        KubernetesAccess access = allowed(
                namespace,
                List.of("namespaces", "nodes", "pods", "services", "endpointslices", "serviceaccounts", "jobs"));
        try (KubernetesSource source = source(access, Resource.ALL)) {
            source.start(told);

            told.awaitServices(namespace, List.of("web"));

            assertThat(kind(source, ObjectKey.Kind.REPLICA_SET).toString())
                    .startsWith("ReplicaSet: not listed yet: 403 Forbidden: replicasets.apps is forbidden: User ")
                    .endsWith("(expected: a ClusterRole that allows list and watch of it)");
            assertThat(source.status().complete()).isTrue();
        } finally {
            revoke(namespace);
        }
    }

    @Test
    void withoutAKindThatItNeedsNothingIsComplete() {
        String namespace = apiServer().namespace("forbidden");
        apiServer().client().resource(Objects.service(namespace, "web")).create();
        KubernetesAccess access =
                allowed(namespace, List.of("namespaces", "nodes", "pods", "endpointslices", "serviceaccounts"));
        try (KubernetesSource source = source(access, Resource.ALL)) {
            source.start(told);

            Awaiting.until(() -> kind(source, ObjectKey.Kind.SERVICE).trouble(), trouble -> trouble.startsWith("403"));
            Awaiting.until(() -> kind(source, ObjectKey.Kind.POD).phase(), Phase.CURRENT::equals);
            assertThat(source.status().complete()).isFalse();
            assertThat(told.batches()).isEmpty();

            apiServer().client().rbac().clusterRoles().withName(namespace).edit(role -> {
                role.getRules().getFirst().setResources(List.of("*"));
                return role;
            });
            told.awaitServices(namespace, List.of("web"));
            Awaiting.until(() -> source.status().reasons(), List::isEmpty);
        } finally {
            revoke(namespace);
        }
    }
}
