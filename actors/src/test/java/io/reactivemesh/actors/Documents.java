package io.reactivemesh.actors;

import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceDocument.Port;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Documents for tests: emojivoto's web, mostly. */
public final class Documents {
    public static final ServiceId WEB = new ServiceId("emojivoto", "web");

    private Documents() {}

    /** A Service with port 80 named http, served by members. */
    public static ServiceDocument service(ServiceId id, Member... members) {
        TreeMap<IpAddress, Member> byIp = new TreeMap<>();
        for (Member member : members) {
            byIp.put(member.ip(), member);
        }
        return new ServiceDocument(
                id,
                ServiceDocument.Kind.CLUSTER_IP,
                new TreeMap<>(Map.of(80, new Port(80, "http", null))),
                ports(4444),
                false,
                byIp,
                new TreeMap<>(),
                null);
    }

    public static ServiceDocument web(Member... members) {
        return service(WEB, members);
    }

    /** A ready member of a meshed pod that serves http on 8080. */
    public static Member pod(String ip, String pod) {
        return member(ip, true, facts(pod));
    }

    public static Member unready(String ip, String pod) {
        return member(ip, false, facts(pod));
    }

    public static Member member(String ip, boolean ready, @Nullable WorkloadFacts facts) {
        return new Member(
                IpAddress.parse(ip),
                new TreeMap<>(Map.of("http", 8080)),
                facts == null ? null : facts.id().name(),
                ready,
                ready,
                false,
                "",
                new TreeSet<>(),
                new TreeSet<>(),
                facts,
                null);
    }

    /** A meshed pod on node n1 in zone a. */
    public static WorkloadFacts facts(String pod) {
        return new WorkloadFacts(
                new WorkloadId(WorkloadId.Kind.POD, "emojivoto", pod),
                "n1",
                "a",
                new TreeMap<>(Map.of("pod", pod, "serviceaccount", "web", "deployment", "web")),
                true,
                new TlsIdentity.Dns("web.emojivoto.serviceaccount.identity.linkerd.cluster.local", null),
                PortSet.EMPTY,
                PortSet.EMPTY,
                4143,
                4191,
                4190,
                new TreeMap<>());
    }

    public static PortSet ports(int... ports) {
        return PortSet.of(java.util.Arrays.stream(ports)
                .mapToObj(port -> new PortSet.Range(port, port))
                .toList());
    }
}
