package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.service.DeclaredRoute;
import io.reactivemesh.actors.service.OutboundSettings;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is read of one Kubernetes object, and nothing more: an object whose fact is equal is an object that did not change. Facts are
 * valid; what can't be one was refused by the source. Within an object names are resolved, across objects nothing is joined yet.
 */
public sealed interface Fact {
    /** Whose fact. */
    ObjectKey key();

    /**
     * A Namespace.
     *
     * @param opaquePorts holds for its pods and Services without an own list; null = not said
     */
    record NamespaceFact(String name, @Nullable PortList opaquePorts) implements Fact {
        @Override
        public ObjectKey key() {
            return new ObjectKey(ObjectKey.Kind.NAMESPACE, "", name);
        }
    }

    /**
     * A Node.
     *
     * @param zone empty = unknown
     */
    record NodeFact(String name, String zone) implements Fact {
        @Override
        public ObjectKey key() {
            return new ObjectKey(ObjectKey.Kind.NODE, "", name);
        }
    }

    /** A ServiceAccount: that it exists. */
    record ServiceAccountFact(String namespace, String name) implements Fact {
        @Override
        public ObjectKey key() {
            return new ObjectKey(ObjectKey.Kind.SERVICE_ACCOUNT, namespace, name);
        }
    }

    /**
     * A Service.
     *
     * @param kind never {@code ABSENT}
     * @param clusterIps empty for headless and ExternalName
     * @param ports TCP ports by number
     * @param opaquePorts own annotation, names resolved; null = not said
     * @param remoteDiscovery null = served by this cluster
     * @param outbound what its annotations say of the traffic to it
     */
    record ServiceFact(
            ServiceId id,
            ServiceDocument.Kind kind,
            List<IpAddress> clusterIps,
            SortedMap<Integer, ServiceDocument.Port> ports,
            @Nullable PortSet opaquePorts,
            boolean localTrafficOnly,
            ServiceDocument.@Nullable RemoteDiscovery remoteDiscovery,
            OutboundSettings outbound)
            implements Fact {
        public ServiceFact {
            clusterIps = List.copyOf(clusterIps);
            ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
        }

        @Override
        public ObjectKey key() {
            return new ObjectKey(ObjectKey.Kind.SERVICE, id.namespace(), id.name());
        }
    }

    /**
     * An EndpointSlice.
     *
     * @param service whose slice; null = nobody's
     * @param ports TCP ports by name; unnamed = empty
     * @param endpoints empty for slices of names (address type FQDN)
     * @param remote null = not a mirror
     */
    record SliceFact(
            String namespace,
            String name,
            @Nullable ServiceId service,
            SortedMap<String, Integer> ports,
            List<SliceEndpoint> endpoints,
            ServiceDocument.@Nullable Remote remote)
            implements Fact {
        public SliceFact {
            ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
            endpoints = List.copyOf(endpoints);
        }

        @Override
        public ObjectKey key() {
            return new ObjectKey(ObjectKey.Kind.ENDPOINT_SLICE, namespace, name);
        }
    }

    /**
     * One endpoint of a slice, conditions resolved: nil ready counts as ready, nil serving as ready, nil terminating as not.
     *
     * @param hostname null = none
     * @param zone empty = not said
     */
    record SliceEndpoint(
            List<IpAddress> addresses,
            @Nullable String hostname,
            boolean ready,
            boolean serving,
            boolean terminating,
            String zone,
            SortedSet<String> hintZones,
            SortedSet<String> hintNodes,
            Target target) {
        public SliceEndpoint {
            addresses = List.copyOf(addresses);
            hintZones = hintZones.isEmpty()
                    ? Collections.emptySortedSet()
                    : Collections.unmodifiableSortedSet(new TreeSet<>(hintZones));
            hintNodes = hintNodes.isEmpty()
                    ? Collections.emptySortedSet()
                    : Collections.unmodifiableSortedSet(new TreeSet<>(hintNodes));
        }
    }

    /** What a slice says is behind an endpoint. */
    sealed interface Target {
        /** Nothing: a bare address. */
        record Bare() implements Target {}

        /** A pod or an external workload; the endpoint counts while that exists. */
        record Workload(WorkloadId id) implements Target {}

        /** Something of a kind that discovery does not know; the endpoint never counts. */
        record Other(String kind) implements Target {}
    }

    /** What a {@link Target.Workload} may be: a pod, or a machine outside. */
    sealed interface WorkloadFact extends Fact {
        WorkloadId id();

        /** Own addresses, primary first. */
        List<IpAddress> ips();

        Labels labels();

        /** Its only owner reference; null = none or several. */
        @Nullable
        Owner owner();

        /** Port name → numbers. */
        Map<String, SortedSet<Integer>> namedPorts();

        /** Own annotation, names resolved; null = not said. */
        @Nullable
        PortSet opaquePorts();
    }

    /**
     * A Pod.
     *
     * @param nodeName null = not scheduled
     * @param hostIps addresses of its node
     * @param ips own addresses, primary first; those of the node for host network
     * @param terminating it has a deletion timestamp
     * @param finished phase Succeeded or Failed
     * @param controlPlaneNamespace label {@code linkerd.io/control-plane-ns}; null = not meshed
     * @param templateHash label {@code pod-template-hash}; null = none
     * @param hostPorts TCP ports it takes on its node → its own ports behind them
     * @param skippedInboundPorts own annotation, names resolved
     * @param proxyPorts of its proxy; all 0 when not meshed
     */
    record PodFact(
            WorkloadId id,
            @Nullable String nodeName,
            List<IpAddress> hostIps,
            List<IpAddress> ips,
            boolean hostNetwork,
            boolean terminating,
            boolean finished,
            Labels labels,
            String serviceAccount,
            @Nullable String controlPlaneNamespace,
            @Nullable String templateHash,
            @Nullable Owner owner,
            Map<String, SortedSet<Integer>> namedPorts,
            SortedMap<Integer, Integer> hostPorts,
            @Nullable PortSet opaquePorts,
            PortSet skippedInboundPorts,
            ProxyPorts proxyPorts)
            implements WorkloadFact {
        public PodFact {
            hostIps = List.copyOf(hostIps);
            ips = List.copyOf(ips);
            namedPorts = Map.copyOf(namedPorts);
            hostPorts = Collections.unmodifiableSortedMap(new TreeMap<>(hostPorts));
        }

        @Override
        public ObjectKey key() {
            return new ObjectKey(ObjectKey.Kind.POD, id.namespace(), id.name());
        }
    }

    /**
     * An ExternalWorkload: a machine outside the cluster that runs a proxy.
     *
     * @param zone label {@code topology.kubernetes.io/zone}; empty = unknown
     * @param proxyPort where its proxy accepts connections of the mesh
     */
    record ExternalWorkloadFact(
            WorkloadId id,
            List<IpAddress> ips,
            String zone,
            Labels labels,
            @Nullable Owner owner,
            TlsIdentity.Uri identity,
            Map<String, SortedSet<Integer>> namedPorts,
            @Nullable PortSet opaquePorts,
            int proxyPort)
            implements WorkloadFact {
        public ExternalWorkloadFact {
            ips = List.copyOf(ips);
            namedPorts = Map.copyOf(namedPorts);
        }

        @Override
        public ObjectKey key() {
            return new ObjectKey(ObjectKey.Kind.EXTERNAL_WORKLOAD, id.namespace(), id.name());
        }
    }

    /**
     * What lies between a pod and whoever is behind it: a ReplicaSet or a Job.
     *
     * @param owner its controller, or its only owner reference; null = it stands for itself
     */
    record OwnerFact(ObjectKey key, @Nullable Owner owner) implements Fact {}

    /**
     * A Server: what inbound ports of some workloads carry.
     *
     * @param selects the kind of workload that {@code selector} speaks of
     * @param port one number or one name
     * @param opaque whether the port carries an opaque protocol; false = any other, detection included
     * @param created null = not said
     */
    record ServerFact(
            String namespace,
            String name,
            WorkloadId.Kind selects,
            LabelSelector selector,
            PortList port,
            boolean opaque,
            @Nullable Instant created)
            implements Fact {
        /** Those whose age nobody knows come last. */
        static final Comparator<ServerFact> OLDEST_FIRST = Comparator.comparing(
                        ServerFact::created, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                .thenComparing(ServerFact::name);

        @Override
        public ObjectKey key() {
            return new ObjectKey(ObjectKey.Kind.SERVER, namespace, name);
        }

        /** Whether it speaks of a workload; of which of its ports is another question. */
        boolean selects(WorkloadFact workload) {
            return selects == workload.id().kind()
                    && namespace.equals(workload.id().namespace())
                    && selector.matches(workload.labels());
        }
    }

    /** An owner reference: {@code ReplicaSet web-6d4cf56db6}. */
    record Owner(String kind, String name) {}

    /** Where a proxy listens in its pod; 0 = unknown. */
    record ProxyPorts(int inbound, int control, int admin) {
        public static final ProxyPorts NONE = new ProxyPorts(0, 0, 0);
        public static final ProxyPorts DEFAULT = new ProxyPorts(4143, 4190, 4191);
    }

    /**
     * A ServiceProfile, translated.
     *
     * @param namespace of the profile object; other than the Service's: counts for clients there
     */
    record ProfileFact(String namespace, ServiceId service, ServiceDocument.Profile profile) implements Fact {
        @Override
        public ObjectKey key() {
            return new ObjectKey(ObjectKey.Kind.SERVICE_PROFILE, namespace, profile.name());
        }
    }

    /**
     * An HTTPRoute or GRPCRoute.
     *
     * @param parents the Services that it asks to be attached to; of other parents nothing is known here
     * @param backends the Services that its rules name
     * @param route without rules if it has no parents here
     */
    record RouteFact(ObjectKey key, SortedSet<Parent> parents, SortedSet<ServiceId> backends, DeclaredRoute route)
            implements Fact {
        public RouteFact {
            parents = Collections.unmodifiableSortedSet(new TreeSet<>(parents));
            backends = Collections.unmodifiableSortedSet(new TreeSet<>(backends));
        }

        /**
         * A Service that a route asks to be attached to.
         *
         * @param port 0 = all its ports
         */
        public record Parent(ServiceId service, int port) implements Comparable<Parent> {
            @Override
            public int compareTo(Parent other) {
                int byService = service.compareTo(other.service);
                return byService != 0 ? byService : Integer.compare(port, other.port);
            }
        }
    }
}
