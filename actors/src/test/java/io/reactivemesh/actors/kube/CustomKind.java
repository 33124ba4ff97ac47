package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.translate.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A kind in a group of its own, which no other test knows: {@code ServiceProfile} of {@code linkerd-1a2b3c4d.test}. Any object of it is
 * taken by the API server.
 */
final class CustomKind {
    private final KubernetesClient client;
    private final Resource resource;

    CustomKind(KubernetesClient client, ObjectKey.Kind kind) {
        Resource own = Resource.ALL.stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow();
        this.client = client;
        this.resource = new Resource(
                kind,
                "linkerd-" + UUID.randomUUID().toString().substring(0, 8) + ".test",
                List.of("v1alpha2"),
                own.plural(),
                own.need(),
                false);
    }

    /** All that is read, with this in the place of its own. */
    List<Resource> resources() {
        return Resource.ALL.stream()
                .map(each -> each.kind() == resource.kind() ? resource : each)
                .toList();
    }

    /** Teaches it to the API server. */
    void define() {
        client.resource(definition()).create();
        Awaiting.until(
                () -> client.resource(definition()).get(),
                // The status comes in parts.
                found -> found.getStatus() != null
                        && found.getStatus().getConditions() != null
                        && found.getStatus().getConditions().stream()
                                .anyMatch(each -> each.getType().equals("Established")
                                        && each.getStatus().equals("True")));
    }

    /** Makes the API server forget it, and all objects of it. */
    void forget() {
        client.resource(definition()).delete();
    }

    /** An object. */
    GenericKubernetesResource object(String namespace, String name, Map<String, ?> spec) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(resource.group() + "/v1alpha2")
                .withKind(resource.kind().text())
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .addToAdditionalProperties("spec", spec)
                .build();
    }

    MixedOperation<
                    GenericKubernetesResource,
                    GenericKubernetesResourceList,
                    io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource>>
            objects() {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(resource.group())
                .withVersion("v1alpha2")
                .withKind(resource.kind().text())
                .withPlural(resource.plural())
                .withNamespaced(true)
                .build());
    }

    private CustomResourceDefinition definition() {
        String kind = resource.kind().text();
        return new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName(resource.words())
                .endMetadata()
                .withNewSpec()
                .withGroup(resource.group())
                .withScope("Namespaced")
                .withNewNames()
                .withKind(kind)
                .withListKind(kind + "List")
                .withPlural(resource.plural())
                .withSingular(kind.toLowerCase(java.util.Locale.ROOT))
                .endNames()
                .addNewVersion()
                .withName("v1alpha2")
                .withServed(true)
                .withStorage(true)
                .withNewSchema()
                .withNewOpenAPIV3Schema()
                .withType("object")
                .withXKubernetesPreserveUnknownFields(true)
                .endOpenAPIV3Schema()
                .endSchema()
                .endVersion()
                .endSpec()
                .build();
    }
}
