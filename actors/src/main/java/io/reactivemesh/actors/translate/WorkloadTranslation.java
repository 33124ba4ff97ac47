package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.translate.Fact.Owner;
import io.reactivemesh.actors.translate.Fact.PodFact;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pods, their namespaces and nodes to {@link WorkloadDocument}s. */
final class WorkloadTranslation {
    private final TranslationConfig config;
    private final FactIndex index;

    WorkloadTranslation(TranslationConfig config, FactIndex index) {
        this.config = config;
        this.index = index;
    }

    WorkloadDocument document(PodFact pod) {
        WorkloadFacts facts = new WorkloadFacts(
                pod.id(),
                pod.nodeName(),
                index.zoneOf(pod.nodeName()),
                labels(pod),
                pod.controlPlaneNamespace() != null,
                identity(pod),
                opaquePorts(pod),
                pod.skippedInboundPorts(),
                pod.proxyPorts().inbound(),
                pod.proxyPorts().admin(),
                pod.proxyPorts().control());
        // The addresses of a finished pod are free for the next one.
        return new WorkloadDocument(pod.id(), facts, pod.hostNetwork() || pod.finished() ? List.of() : pod.ips());
    }

    private @Nullable TlsIdentity identity(PodFact pod) {
        if (!config.identity() || !config.controlPlaneNamespace().equals(pod.controlPlaneNamespace())) {
            return null;
        }
        String name = pod.serviceAccount() + "." + pod.id().namespace() + ".serviceaccount.identity."
                + config.controlPlaneNamespace() + "." + config.trustDomain();
        return new TlsIdentity.Dns(name, name);
    }

    private PortSet opaquePorts(PodFact pod) {
        if (pod.opaquePorts() != null) {
            return pod.opaquePorts();
        }
        PortList ofNamespace = index.opaquePortsOfNamespace(pod.id().namespace());
        return ofNamespace != null ? ofNamespace.resolve(pod.namedPorts()) : config.defaultOpaquePorts();
    }

    private static SortedMap<String, String> labels(PodFact pod) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("pod", pod.id().name());
        labels.put("serviceaccount", pod.serviceAccount());
        if (pod.controlPlaneNamespace() != null) {
            labels.put("control_plane_ns", pod.controlPlaneNamespace());
        }
        if (pod.templateHash() != null) {
            labels.put("pod_template_hash", pod.templateHash());
        }
        if (pod.owner() != null) {
            putOwner(labels, pod.owner(), pod.templateHash());
        }
        return labels;
    }

    private static void putOwner(SortedMap<String, String> labels, Owner owner, @Nullable String templateHash) {
        String suffix = "-" + templateHash;
        // A Deployment names its ReplicaSets so; the ReplicaSet object itself need not be known.
        if (owner.kind().equals("ReplicaSet")
                && owner.name().endsWith(suffix)
                && owner.name().length() > suffix.length()) {
            labels.put("deployment", owner.name().substring(0, owner.name().length() - suffix.length()));
        } else {
            labels.put(owner.kind().equals("Job") ? "k8s_job" : owner.kind().toLowerCase(Locale.ROOT), owner.name());
        }
    }
}
