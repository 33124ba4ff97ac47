package io.reactivemesh.actors.service;

import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.outbound.GrpcFilter;
import io.reactivemesh.discovery.model.outbound.HostMatch;
import io.reactivemesh.discovery.model.outbound.HttpFilter;
import io.reactivemesh.discovery.model.outbound.HttpMatch;
import io.reactivemesh.discovery.model.outbound.Retry;
import io.reactivemesh.discovery.model.outbound.RpcMatch;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A route object as it is written: what it says by itself, whatever it is attached to. */
public sealed interface DeclaredRoute {
    /** Precedence of routes that match equally well: oldest first, those whose age nobody knows last, then by name. */
    Comparator<DeclaredRoute> OLDEST_FIRST = Comparator.comparing(
                    DeclaredRoute::created, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
            .thenComparing(route -> route.object().namespace())
            .thenComparing(route -> route.object().name())
            .thenComparing(route -> route.object().group());

    /** Which object; without a port. */
    ObjectRef object();

    /** When it was made; null = not said. */
    @Nullable
    Instant created();

    /** Empty = any. */
    List<HostMatch> hosts();

    /** As this, with the backends whose Service does not exist marked as such. */
    DeclaredRoute joinedWith(Predicate<ServiceId> exists);

    /** An HTTPRoute, of either API group. */
    record Http(
            ObjectRef object,
            @Nullable Instant created,
            List<HostMatch> hosts,
            List<DeclaredRule<HttpMatch, HttpFilter>> rules)
            implements DeclaredRoute {
        public Http {
            hosts = List.copyOf(hosts);
            rules = List.copyOf(rules);
        }

        @Override
        public Http joinedWith(Predicate<ServiceId> exists) {
            return new Http(
                    object,
                    created,
                    hosts,
                    rules.stream().map(rule -> rule.joinedWith(exists)).toList());
        }
    }

    /** A GRPCRoute. */
    record Grpc(
            ObjectRef object,
            @Nullable Instant created,
            List<HostMatch> hosts,
            List<DeclaredRule<RpcMatch, GrpcFilter>> rules)
            implements DeclaredRoute {
        public Grpc {
            hosts = List.copyOf(hosts);
            rules = List.copyOf(rules);
        }

        @Override
        public Grpc joinedWith(Predicate<ServiceId> exists) {
            return new Grpc(
                    object,
                    created,
                    hosts,
                    rules.stream().map(rule -> rule.joinedWith(exists)).toList());
        }
    }

    /**
     * A rule.
     *
     * @param matches one of them has to match; empty = everything does
     * @param backends empty = whatever the route is attached to
     * @param timeouts its own
     * @param retry its own; null = says nothing
     */
    record DeclaredRule<M, F>(
            List<M> matches,
            List<F> filters,
            List<BackendRef<F>> backends,
            Timeouts timeouts,
            @Nullable Retry retry) {
        public DeclaredRule {
            matches = List.copyOf(matches);
            filters = List.copyOf(filters);
            backends = List.copyOf(backends);
        }

        DeclaredRule<M, F> joinedWith(Predicate<ServiceId> exists) {
            List<BackendRef<F>> joined = backends.stream()
                    .<BackendRef<F>>map(backend ->
                            backend instanceof BackendRef.OfService<F> service && !exists.test(service.id())
                                    ? new BackendRef.OfAbsentService<>(service.id(), service.port(), service.weight())
                                    : backend)
                    .toList();
            return new DeclaredRule<>(matches, filters, joined, timeouts, retry);
        }
    }

    /** Where a rule sends a share of its requests. */
    sealed interface BackendRef<F> {
        /** The share, relative to those of the others; 0 = none. */
        int weight();

        /** A port of a Service. */
        record OfService<F>(ServiceId id, int port, int weight, List<F> filters) implements BackendRef<F> {
            public OfService {
                filters = List.copyOf(filters);
            }
        }

        /** A port of a Service that is not there. */
        record OfAbsentService<F>(ServiceId id, int port, int weight) implements BackendRef<F> {}

        /**
         * Nothing that requests can be sent to.
         *
         * @param reason told to clients
         */
        record Unusable<F>(int weight, String reason) implements BackendRef<F> {}
    }
}
