package io.reactivemesh.actors;

import io.reactivemesh.actors.service.AttachedRoute;
import io.reactivemesh.actors.service.DeclaredRoute;
import io.reactivemesh.actors.service.DeclaredRoute.BackendRef;
import io.reactivemesh.actors.service.DeclaredRoute.DeclaredRule;
import io.reactivemesh.actors.service.OutboundSettings;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.outbound.Backoff;
import io.reactivemesh.discovery.model.outbound.FailureAccrual;
import io.reactivemesh.discovery.model.outbound.GrpcFilter;
import io.reactivemesh.discovery.model.outbound.HeaderEdit;
import io.reactivemesh.discovery.model.outbound.HostMatch;
import io.reactivemesh.discovery.model.outbound.HttpFilter;
import io.reactivemesh.discovery.model.outbound.HttpMatch;
import io.reactivemesh.discovery.model.outbound.KeyedMatch;
import io.reactivemesh.discovery.model.outbound.KeyedMatch.ValueMatch;
import io.reactivemesh.discovery.model.outbound.Load;
import io.reactivemesh.discovery.model.outbound.PathMatch;
import io.reactivemesh.discovery.model.outbound.Retry;
import io.reactivemesh.discovery.model.outbound.RpcMatch;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Routes and outbound settings of all shapes, from a given source of chance. */
final class RandomRoutes {
    private static final HeaderEdit EDIT = new HeaderEdit(
            List.of(new HeaderEdit.Header("a", "1"), new HeaderEdit.Header("a", "2")),
            List.of(new HeaderEdit.Header("b", "")),
            List.of("c"));
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60), 0.5f, true);

    private final Random random;

    RandomRoutes(Random random) {
        this.random = random;
    }

    OutboundSettings settings() {
        return random.nextInt(3) != 0
                ? OutboundSettings.NONE
                : new OutboundSettings(
                        pick(
                                null,
                                new FailureAccrual.Consecutive(7, BACKOFF),
                                new FailureAccrual.Unified(0.8, Duration.ofSeconds(10), 5, 7, BACKOFF)),
                        pick(null, new Load.Penalized(Duration.ofSeconds(5), Duration.ofSeconds(300))),
                        timeouts(),
                        retry(),
                        retry());
    }

    SortedMap<String, AttachedRoute> attached() {
        SortedMap<String, AttachedRoute> attached = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            AttachedRoute route = new AttachedRoute(
                    random.nextBoolean() ? http() : grpc(),
                    new TreeSet<>(random.nextBoolean() ? Set.of() : Set.of(pick(80, 443))));
            attached.put(route.key(), route);
        }
        return attached;
    }

    private DeclaredRoute http() {
        return new DeclaredRoute.Http(
                new ObjectRef(
                        pick("gateway.networking.k8s.io", "policy.linkerd.io"),
                        "HTTPRoute",
                        pick("emojivoto", "clients"),
                        pick("r", "s"),
                        0),
                pick(null, Instant.EPOCH, Instant.parse("2026-08-01T12:00:00Z")),
                hosts(),
                some(() -> new DeclaredRule<>(
                        some(this::httpMatch), some(this::httpFilter), some(this::httpBackend), timeouts(), retry())));
    }

    private DeclaredRoute grpc() {
        return new DeclaredRoute.Grpc(
                new ObjectRef(
                        "gateway.networking.k8s.io", "GRPCRoute", pick("emojivoto", "clients"), pick("r", "s"), 0),
                pick(null, Instant.EPOCH),
                hosts(),
                some(() -> new DeclaredRule<>(
                        some(() -> new RpcMatch(pick(null, "p.S"), pick(null, "M"), some(this::keyed))),
                        some(this::grpcFilter),
                        some(() -> pick(
                                new BackendRef.OfService<>(id(), 80, 1, some(this::grpcFilter)),
                                new BackendRef.OfAbsentService<GrpcFilter>(id(), 81, 0),
                                new BackendRef.Unusable<GrpcFilter>(3, "no port"))),
                        timeouts(),
                        retry())));
    }

    private BackendRef<HttpFilter> httpBackend() {
        return pick(
                new BackendRef.OfService<>(id(), 80, 1, some(this::httpFilter)),
                new BackendRef.OfAbsentService<HttpFilter>(id(), 81, 0),
                new BackendRef.Unusable<HttpFilter>(3, "no port"));
    }

    private HttpMatch httpMatch() {
        return new HttpMatch(
                pick(null, new PathMatch.Exact("/a"), new PathMatch.Prefix("/"), new PathMatch.Regex("/.*")),
                some(this::keyed),
                some(this::keyed),
                pick(null, "GET", "PURGE"));
    }

    private KeyedMatch keyed() {
        return new KeyedMatch(pick("x", "y"), pick(new ValueMatch.Exact("1"), new ValueMatch.Regex("[0-9]")));
    }

    private HttpFilter httpFilter() {
        return pick(
                new HttpFilter.Fail(500, "why"),
                new HttpFilter.EditRequest(EDIT),
                new HttpFilter.EditResponse(EDIT),
                new HttpFilter.Redirect("https", null, new HttpFilter.PathRewrite.Full("/"), 0, 301),
                new HttpFilter.Redirect(null, "example.org", new HttpFilter.PathRewrite.Prefix("/"), 8443, 302),
                new HttpFilter.Redirect(null, null, null, 0, 307));
    }

    private GrpcFilter grpcFilter() {
        return pick(new GrpcFilter.Fail(14, "why"), new GrpcFilter.EditRequest(EDIT));
    }

    private List<HostMatch> hosts() {
        return some(() -> pick(new HostMatch.Exact("example.org"), new HostMatch.Suffix(List.of("org", "example"))));
    }

    private Timeouts timeouts() {
        Duration second = Duration.ofSeconds(1);
        return new Timeouts(pick(null, second, Duration.ZERO), pick(null, second), pick(null, second));
    }

    private @Nullable Retry retry() {
        return pick(
                null,
                new Retry(1, null, List.of(new Retry.StatusRange(500, 599)), new TreeSet<>()),
                new Retry(3, Duration.ofMillis(10), List.of(), new TreeSet<>(Set.of(Retry.GrpcCode.UNAVAILABLE))));
    }

    private static ServiceId id() {
        return new ServiceId("emojivoto", "web");
    }

    private <T> List<T> some(java.util.function.Supplier<T> make) {
        return IntStream.range(0, random.nextInt(3)).mapToObj(_ -> make.get()).toList();
    }

    @SafeVarargs
    private <T extends @Nullable Object> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}
