package io.reactivemesh.actors;

import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceDocument.Port;
import io.reactivemesh.actors.service.ServiceDocument.Profile;
import io.reactivemesh.actors.service.ServiceDocument.Remote;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.RequestMatch;
import io.reactivemesh.discovery.model.ResponseMatch;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Documents of all shapes, the same for the same seed. Small pools, so that things change, come back and collide. */
public final class RandomDocuments {
    private final Random random;
    private final RandomRoutes routes;

    public RandomDocuments(long seed) {
        this.random = new Random(seed);
        this.routes = new RandomRoutes(random);
    }

    public ServiceDocument service(ServiceId id) {
        if (random.nextInt(10) == 0) {
            return ServiceDocument.absent(id);
        }
        TreeMap<Integer, Port> ports = new TreeMap<>();
        for (int number : new int[] {80, 443, 9090}) {
            if (random.nextBoolean()) {
                ports.put(number, new Port(number, pick("", "http", "grpc"), pick(null, "http")));
            }
        }
        TreeMap<IpAddress, Member> members = new TreeMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            Member member = member();
            members.put(member.ip(), member);
        }
        TreeMap<String, Profile> profiles = new TreeMap<>();
        for (String namespace : List.of("emojivoto", "clients")) {
            if (random.nextInt(3) == 0) {
                profiles.put(namespace, profile());
            }
        }
        ServiceDocument.Kind kind = random.nextInt(8) == 0
                ? pick(ServiceDocument.Kind.HEADLESS, ServiceDocument.Kind.EXTERNAL_NAME)
                : ServiceDocument.Kind.CLUSTER_IP;
        return new ServiceDocument(
                id,
                kind,
                ports,
                portSet(),
                random.nextInt(6) == 0,
                members,
                profiles,
                remote(),
                routes.settings(),
                routes.attached());
    }

    /** As {@code before}, but for one member, and sometimes its routes: what a real change looks like. */
    public ServiceDocument edited(ServiceDocument before) {
        if (!before.exists() || random.nextInt(8) == 0) {
            return service(before.id());
        }
        TreeMap<IpAddress, Member> members = new TreeMap<>(before.members());
        Member member = member();
        if (members.remove(member.ip()) == null || random.nextBoolean()) {
            members.put(member.ip(), member);
        }
        return new ServiceDocument(
                before.id(),
                before.kind(),
                before.ports(),
                before.opaquePorts(),
                before.localTrafficOnly(),
                members,
                before.profiles(),
                before.remoteDiscovery(),
                random.nextInt(4) == 0 ? routes.settings() : before.outbound(),
                random.nextInt(4) == 0 ? routes.attached() : before.routes());
    }

    private ServiceDocument.@Nullable RemoteDiscovery remote() {
        return random.nextInt(8) != 0
                ? null
                : new ServiceDocument.RemoteDiscovery(pick("east", "west"), pick(null, "web"));
    }

    private Member member() {
        boolean ready = random.nextInt(4) != 0;
        TreeMap<String, Integer> ports = new TreeMap<>();
        ports.put("http", pick(8080, 8081));
        if (random.nextBoolean()) {
            ports.put("", 7000);
        }
        WorkloadFacts workload = random.nextInt(5) == 0 ? null : facts();
        return new Member(
                ip(),
                ports,
                pick(null, "web-0", "web-1"),
                ready,
                ready || random.nextBoolean(),
                random.nextBoolean(),
                pick("", "a", "b"),
                new TreeSet<>(random.nextBoolean() ? List.of() : List.of(pick("a", "b"))),
                new TreeSet<>(random.nextInt(3) != 0 ? List.of() : List.of(pick("n1", "n2"))),
                workload,
                workload == null && random.nextBoolean()
                        ? new Remote(pick(null, "gw.linkerd"), pick(null, "web.east.svc"), pick(null, "east"))
                        : null);
    }

    private IpAddress ip() {
        return IpAddress.parse(
                pick("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "fd00::1", "fd00::2"));
    }

    public WorkloadFacts facts() {
        WorkloadId id = new WorkloadId(
                random.nextInt(4) == 0 ? WorkloadId.Kind.EXTERNAL_WORKLOAD : WorkloadId.Kind.POD,
                "emojivoto",
                pick("web-0", "web-1", "web-2"));
        return facts(id);
    }

    private WorkloadFacts facts(WorkloadId id) {
        TreeMap<String, String> labels = new TreeMap<>();
        labels.put("pod", id.name());
        labels.put("deployment", pick("web", "web-canary"));
        TlsIdentity identity = pick(
                null,
                new TlsIdentity.Dns("web.emojivoto", null),
                new TlsIdentity.Dns("web.emojivoto", "web"),
                new TlsIdentity.Uri("spiffe://root/web", "web"));
        return new WorkloadFacts(
                id,
                pick(null, "n1", "n2"),
                pick("", "a", "b"),
                labels,
                random.nextBoolean(),
                identity,
                portSet(),
                portSet(),
                pick(0, 4143),
                pick(0, 4191),
                pick(0, 4190),
                random.nextInt(4) != 0 ? new TreeMap<>() : new TreeMap<>(Map.of(8080, pick("db", "all"))));
    }

    public WorkloadDocument workload(WorkloadId id) {
        if (random.nextInt(4) == 0) {
            return WorkloadDocument.absent(id);
        }
        return new WorkloadDocument(id, facts(id), random.nextBoolean() ? List.of() : List.of(ip()));
    }

    public AddressDocument address(IpAddress ip) {
        List<AddressDocument.Owner> owners = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            owners.add(new AddressDocument.Owner.Service(new ServiceId("emojivoto", pick("web", "voting"))));
        }
        if (random.nextInt(3) == 0) {
            owners.add(new AddressDocument.Owner.Workload(facts().id()));
        }
        if (random.nextInt(3) == 0) {
            owners.add(new AddressDocument.Owner.HostPort(pick(80, 8080), pick(0, 8000), facts().id()));
        }
        return new AddressDocument(ip, owners);
    }

    @SuppressWarnings("NullAway") // It does not see the nullness of a nested type's component in a class file.
    private Profile profile() {
        List<ServiceProfile.Route> routes = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            RequestMatch paths = new RequestMatch.Any(List.of(new RequestMatch.Path(pick("/a", "/b/.*"))));
            ResponseMatch good = new ResponseMatch.All(List.of(new ResponseMatch.Status(200, 299)));
            ResponseMatch bad =
                    new ResponseMatch.Any(List.of(new ResponseMatch.Status(500, 599), new ResponseMatch.Not(good)));
            routes.add(new ServiceProfile.Route(
                    "route-" + i,
                    new RequestMatch.All(List.of(new RequestMatch.Method("GET"), new RequestMatch.Not(paths))),
                    List.of(new ServiceProfile.ResponseClass(bad, true)),
                    random.nextBoolean(),
                    random.nextBoolean() ? null : Duration.ofMillis(250)));
        }
        return new Profile(
                "web.emojivoto.svc.cluster.local",
                routes,
                random.nextBoolean() ? null : new ServiceProfile.RetryBudget(0.1f, 5, Duration.ofSeconds(30)),
                random.nextBoolean()
                        ? List.of()
                        : List.of(new ServiceProfile.WeightedDestination("web-b.emojivoto.svc.cluster.local", 5000)));
    }

    private PortSet portSet() {
        return pick(PortSet.EMPTY, Documents.ports(8080), PortSet.of(List.of(new PortSet.Range(7000, 8081))));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private <T extends @Nullable Object> T pick(T... pool) {
        return pool[random.nextInt(pool.length)];
    }
}
