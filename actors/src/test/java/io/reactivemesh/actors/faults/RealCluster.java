package io.reactivemesh.actors.faults;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.kube.ApiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** What edits need of a real cluster, and taken away when it is closed: kinds, namespaces that take pods, names of nodes of one's own. */
final class RealCluster implements AutoCloseable {
    private final ApiServer server;
    private final KubernetesClient client;
    private final List<String> nodes = new ArrayList<>();

    RealCluster(ApiServer server) {
        this.server = server;
        this.client = server.client();
        CustomResourceDefinition profiles = profiles();
        if (client.resource(profiles).get() == null) {
            client.resource(profiles).create();
        }
        Awaiting.until(
                () -> client.resource(profiles).get().getStatus().getConditions(),
                conditions -> conditions != null
                        && conditions.stream()
                                .anyMatch(each -> each.getType().equals("Established")
                                        && each.getStatus().equals("True")));
    }

    /** A namespace of its own, whose name begins with something, in which pods may be made. */
    String namespace(String prefix) {
        String name = server.namespace(prefix);
        Awaiting.until(
                () -> client.serviceAccounts()
                        .inNamespace(name)
                        .withName("default")
                        .get(),
                Objects::nonNull);
        return name;
    }

    /** A name for a node of its own, that somebody is going to make. */
    String node(String prefix) {
        String name = prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
        nodes.add(name);
        return name;
    }

    @Override
    public void close() {
        nodes.forEach(name -> client.nodes().withName(name).delete());
    }

    /** ServiceProfiles with any content: what is in them is not the matter here. */
    private static CustomResourceDefinition profiles() {
        return new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName("serviceprofiles.linkerd.io")
                .endMetadata()
                .withNewSpec()
                .withGroup("linkerd.io")
                .withScope("Namespaced")
                .withNewNames()
                .withKind("ServiceProfile")
                .withPlural("serviceprofiles")
                .endNames()
                .addNewVersion()
                .withName("v1alpha2")
                .withServed(true)
                .withStorage(true)
                .withNewSchema()
                .withOpenAPIV3Schema(new JSONSchemaPropsBuilder()
                        .withType("object")
                        .withXKubernetesPreserveUnknownFields(true)
                        .build())
                .endSchema()
                .endVersion()
                .endSpec()
                .build();
    }
}
