package io.reactivemesh.actors.faults;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.reactivemesh.actors.oracle.ClusterEdits.Edit;
import io.reactivemesh.actors.oracle.Intended;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A cluster that edits are written to, past all faults, and what it says afterwards. */
final class EditedCluster {
    private static final ResourceDefinitionContext PROFILES = new ResourceDefinitionContext.Builder()
            .withGroup("linkerd.io")
            .withVersion("v1alpha2")
            .withKind("ServiceProfile")
            .withPlural("serviceprofiles")
            .withNamespaced(true)
            .build();

    private final KubernetesClient client;
    private final SortedMap<String, Intended> written = new TreeMap<>();

    EditedCluster(KubernetesClient client) {
        this.client = client;
    }

    /** Writes what differs from what was written before. */
    void become(SortedMap<String, Intended> wanted) {
        // Deleted first, in the order of names: the order is a part of the sequence.
        for (String key : new TreeSet<>(written.keySet())) {
            if (!wanted.containsKey(key)) {
                write(new Edit(key, null));
            }
        }
        wanted.forEach((key, object) -> {
            if (!object.equals(written.get(key))) {
                write(new Edit(key, object));
            }
        });
    }

    void write(Edit edit) {
        Intended before = edit.now() == null ? written.remove(edit.key()) : written.put(edit.key(), edit.now());
        if (edit.now() == null) {
            if (before != null) {
                delete(before);
            }
        } else if (before == null) {
            create(edit.now());
        } else if (!before.equals(edit.now())) {
            change(before, edit.now());
        }
    }

    private Resource<? extends HasMetadata> resource(Intended object) {
        return object instanceof Intended.Profile profile
                ? client.genericKubernetesResources(PROFILES)
                        .inNamespace(profile.namespace())
                        .resource(client.getKubernetesSerialization()
                                .unmarshal(profile.yaml(), GenericKubernetesResource.class))
                : client.resource(object.yaml());
    }

    private void create(Intended object) {
        // A namespace may be there, made by the test before.
        if (object instanceof Intended.Namespace && resource(object).get() != null) {
            change(object, object);
        } else {
            resource(object).create();
        }
    }

    private void delete(Intended object) {
        resource(object).withGracePeriod(0).delete();
    }

    private HasMetadata change(Intended before, Intended now) {
        return switch (now) {
            case Intended.Namespace namespace -> annotate(client.namespaces(), namespace.name(), namespace.opaque());
            case Intended.Node node ->
                client.nodes().withName(node.name()).edit(found -> {
                    found.getMetadata().getLabels().put(Stored.ZONE, node.zone());
                    return found;
                });
            case Intended.Pod pod -> changePod((Intended.Pod) before, pod);
            default -> resource(now).update();
        };
    }

    /** What of a pod can't be changed makes another pod of the same name. */
    private HasMetadata changePod(Intended.Pod before, Intended.Pod now) {
        if (before.node().equals(now.node())
                && before.meshed() == now.meshed()
                && before.ip().equals(now.ip())) {
            return annotate(client.pods().inNamespace(now.namespace()), now.name(), now.opaque());
        }
        delete(before);
        return resource(now).create();
    }

    private static <T extends HasMetadata> T annotate(
            NonNamespaceOperation<T, ?, ? extends Resource<T>> resources, String name, @Nullable String opaque) {
        return resources.withName(name).edit(found -> {
            Map<String, String> annotations = new TreeMap<>(
                    found.getMetadata().getAnnotations() == null
                            ? Map.of()
                            : found.getMetadata().getAnnotations());
            if (opaque == null) {
                annotations.remove(Stored.OPAQUE_PORTS);
            } else {
                annotations.put(Stored.OPAQUE_PORTS, opaque);
            }
            found.getMetadata().setAnnotations(annotations);
            return found;
        });
    }

    /** Everything that the cluster says about these namespaces, and about nodes. */
    List<Intended> read(List<String> namespaces) {
        List<Intended> all = new ArrayList<>();
        client.nodes().list().getItems().forEach(each -> all.add(Stored.node(each)));
        for (String namespace : namespaces) {
            all.add(Stored.namespace(client.namespaces().withName(namespace).require()));
            client.services().inNamespace(namespace).list().getItems().forEach(each -> all.add(Stored.service(each)));
            client.discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .forEach(each -> all.add(Stored.slice(each)));
            client.pods().inNamespace(namespace).list().getItems().forEach(each -> all.add(Stored.pod(each)));
            client.genericKubernetesResources(PROFILES)
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .forEach(each -> all.add(Stored.profile(each)));
        }
        return all;
    }
}
