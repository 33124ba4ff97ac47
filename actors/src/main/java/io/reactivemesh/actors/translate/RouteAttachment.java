package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.service.AttachedRoute;
import io.reactivemesh.actors.service.DeclaredRoute;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.translate.Fact.RouteFact;
import io.reactivemesh.actors.translate.Fact.RouteFact.Parent;
import io.reactivemesh.actors.translate.Fact.ServiceFact;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which routes a Service accepts. It has to have a cluster IP; and where a GRPCRoute and an HTTPRoute ask for the same, Service and port
 * written alike, the GRPCRoute gets it. What Linkerd's policy controller writes into the status of routes follows from the same rules, so
 * the status is not read: manifests in a folder have none.
 */
final class RouteAttachment {
    private final FactIndex index;

    RouteAttachment(FactIndex index) {
        this.index = index;
    }

    SortedMap<String, AttachedRoute> routes(ServiceFact service) {
        SortedMap<String, AttachedRoute> attached = new TreeMap<>();
        if (service.kind() != ServiceDocument.Kind.CLUSTER_IP) {
            return attached;
        }
        List<RouteFact> asking = index.routes(service.id());
        Set<Parent> taken = new HashSet<>();
        asking.stream()
                .filter(fact -> fact.route() instanceof DeclaredRoute.Grpc)
                .forEach(fact -> taken.addAll(fact.parents()));
        for (RouteFact fact : asking) {
            Set<Integer> ports = new TreeSet<>();
            for (Parent parent : fact.parents()) {
                boolean conflicts = fact.route() instanceof DeclaredRoute.Http && taken.contains(parent);
                if (parent.service().equals(service.id()) && !conflicts) {
                    ports.add(parent.port());
                }
            }
            if (!ports.isEmpty()) {
                AttachedRoute route = new AttachedRoute(
                        fact.route().joinedWith(id -> index.service(id) != null),
                        ports.contains(0) ? new TreeSet<>() : new TreeSet<>(ports));
                attached.put(route.key(), route);
            }
        }
        return attached;
    }
}
