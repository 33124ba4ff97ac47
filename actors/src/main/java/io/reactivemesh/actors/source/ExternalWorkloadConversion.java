package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.reactivemesh.actors.source.ExternalWorkloadSpec.MeshTls;
import io.reactivemesh.actors.translate.Fact.ExternalWorkloadFact;
import io.reactivemesh.actors.translate.Fact.ProxyPorts;
import io.reactivemesh.actors.translate.Labels;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** ExternalWorkloads to facts. */
final class ExternalWorkloadConversion {
    private static final int MAX_IPS = 2;

    private ExternalWorkloadConversion() {}

    /**
     * Converts an ExternalWorkload.
     *
     * @param metadata with a namespace
     */
    static ExternalWorkloadFact convert(ObjectMeta metadata, @Nullable ExternalWorkloadSpec spec, Findings findings) {
        if (spec == null) {
            throw Refusal.of("spec", null, "meshTLS, ports and workloadIPs");
        }
        Map<String, SortedSet<Integer>> named = ports(spec.ports());
        SortedSet<Integer> ofProxy = named.get(Names.PROXY);
        String zone = Fields.label(metadata, Names.ZONE);
        return new ExternalWorkloadFact(
                new WorkloadId(WorkloadId.Kind.EXTERNAL_WORKLOAD, metadata.getNamespace(), metadata.getName()),
                addresses(spec.workloadIPs()),
                zone == null ? "" : zone,
                Labels.of(metadata.getLabels()),
                OwnerConversion.only(metadata),
                identity(spec),
                named,
                Fields.ports(metadata, Names.OPAQUE_PORTS, named, findings),
                ofProxy == null ? ProxyPorts.DEFAULT.inbound() : ofProxy.first());
    }

    private static TlsIdentity.Uri identity(ExternalWorkloadSpec spec) {
        MeshTls tls = spec.meshTLS() != null ? spec.meshTLS() : spec.meshTls();
        String identity = tls == null ? null : Fields.text(tls.identity());
        String serverName = tls == null ? null : Fields.text(tls.serverName());
        if (identity == null) {
            throw Refusal.of("spec.meshTLS.identity", null, "what its proxy proves, such as spiffe://root/web");
        }
        if (serverName == null) {
            throw Refusal.of("spec.meshTLS.serverName", null, "the name that its proxy is asked for");
        }
        return new TlsIdentity.Uri(identity, serverName);
    }

    private static Map<String, SortedSet<Integer>> ports(@Nullable List<ExternalWorkloadSpec.@Nullable Port> declared) {
        Map<String, SortedSet<Integer>> named = new TreeMap<>();
        List<ExternalWorkloadSpec.@Nullable Port> ports = Fields.list(declared);
        for (int i = 0; i < ports.size(); i++) {
            ExternalWorkloadSpec.Port port = ports.get(i);
            String field = "spec.ports[" + i + "]";
            int number = Fields.port(field + ".port", port == null ? null : port.port());
            boolean tcp = Fields.isTcp(field + ".protocol", port == null ? null : port.protocol());
            String name = port == null ? null : port.name();
            if (!Fields.isSet(name)) {
                continue;
            }
            if (named.containsKey(name)) {
                throw Refusal.of(field + ".name", name, "a name that no other port of the workload has");
            }
            if (tcp) {
                named.put(name, new TreeSet<>(Set.of(number)));
            }
        }
        return named;
    }

    private static List<IpAddress> addresses(@Nullable List<ExternalWorkloadSpec.@Nullable WorkloadIp> listed) {
        List<ExternalWorkloadSpec.@Nullable WorkloadIp> ips = Fields.list(listed);
        if (ips.size() > MAX_IPS) {
            throw Refusal.of("spec.workloadIPs", ips.size() + " addresses", "at most " + MAX_IPS);
        }
        List<IpAddress> addresses = new ArrayList<>();
        for (int i = 0; i < ips.size(); i++) {
            ExternalWorkloadSpec.WorkloadIp ip = ips.get(i);
            addresses.add(Fields.ip("spec.workloadIPs[" + i + "].ip", ip == null ? null : ip.ip()));
        }
        return addresses;
    }
}
