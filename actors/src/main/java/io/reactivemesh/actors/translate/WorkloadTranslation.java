package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.translate.Fact.ExternalWorkloadFact;
import io.reactivemesh.actors.translate.Fact.Owner;
import io.reactivemesh.actors.translate.Fact.OwnerFact;
import io.reactivemesh.actors.translate.Fact.PodFact;
import io.reactivemesh.actors.translate.Fact.WorkloadFact;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pods and ExternalWorkloads, with what else bears on them, to {@link WorkloadDocument}s. */
final class WorkloadTranslation {
    private final TranslationConfig config;
    private final FactIndex index;
    private final OpaquePorts opaquePorts;

    WorkloadTranslation(TranslationConfig config, FactIndex index, OpaquePorts opaquePorts) {
        this.config = config;
        this.index = index;
        this.opaquePorts = opaquePorts;
    }

    WorkloadDocument document(WorkloadFact workload) {
        return switch (workload) {
            case PodFact pod -> document(pod);
            case ExternalWorkloadFact external -> document(external);
        };
    }

    private WorkloadDocument document(PodFact pod) {
        OpaquePorts.Decided ports = opaquePorts.decide(pod);
        WorkloadFacts facts = new WorkloadFacts(
                pod.id(),
                pod.nodeName(),
                index.zoneOf(pod.nodeName()),
                labels(pod),
                pod.controlPlaneNamespace() != null,
                identity(pod),
                ports.opaque(),
                pod.skippedInboundPorts(),
                pod.proxyPorts().inbound(),
                pod.proxyPorts().admin(),
                pod.proxyPorts().control(),
                ports.deciding());
        // The addresses of a finished pod are free for the next one.
        return new WorkloadDocument(pod.id(), facts, pod.hostNetwork() || pod.finished() ? List.of() : pod.ips());
    }

    private WorkloadDocument document(ExternalWorkloadFact workload) {
        OpaquePorts.Decided ports = opaquePorts.decide(workload);
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("external_workload", workload.id().name());
        if (workload.owner() != null) {
            putOwner(labels, workload.owner());
        }
        WorkloadFacts facts = new WorkloadFacts(
                workload.id(),
                null,
                workload.zone(),
                labels,
                true,
                config.identity() ? workload.identity() : null,
                ports.opaque(),
                PortSet.EMPTY,
                workload.proxyPort(),
                0,
                0,
                ports.deciding());
        return new WorkloadDocument(workload.id(), facts, workload.ips());
    }

    private @Nullable TlsIdentity identity(PodFact pod) {
        if (!config.identity() || !config.controlPlaneNamespace().equals(pod.controlPlaneNamespace())) {
            return null;
        }
        String name = pod.serviceAccount() + "." + pod.id().namespace() + ".serviceaccount.identity."
                + config.controlPlaneNamespace() + "." + config.trustDomain();
        return new TlsIdentity.Dns(name, name);
    }

    private SortedMap<String, String> labels(PodFact pod) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("pod", pod.id().name());
        labels.put("serviceaccount", pod.serviceAccount());
        if (pod.controlPlaneNamespace() != null && !pod.controlPlaneNamespace().isEmpty()) {
            labels.put("control_plane_ns", pod.controlPlaneNamespace());
        }
        if (pod.templateHash() != null) {
            labels.put("pod_template_hash", pod.templateHash());
        }
        if (pod.owner() != null) {
            putOwner(labels, behind(pod, pod.owner()));
        }
        return labels;
    }

    /** Who is behind the ReplicaSet or Job that owns a pod; any other owner is it itself. */
    private Owner behind(PodFact pod, Owner owner) {
        OwnerFact between = index.owner(pod.id().namespace(), owner);
        if (between != null) {
            return between.owner() == null ? owner : between.owner();
        }
        // A Deployment names its ReplicaSets so: good enough until, or wherever, the ReplicaSet itself is not known.
        String suffix = "-" + pod.templateHash();
        boolean templated = owner.kind().equals("ReplicaSet")
                && owner.name().endsWith(suffix)
                && owner.name().length() > suffix.length();
        return templated
                ? new Owner("Deployment", owner.name().substring(0, owner.name().length() - suffix.length()))
                : owner;
    }

    private static void putOwner(SortedMap<String, String> labels, Owner owner) {
        labels.put(owner.kind().equals("Job") ? "k8s_job" : owner.kind().toLowerCase(Locale.ROOT), owner.name());
    }
}
