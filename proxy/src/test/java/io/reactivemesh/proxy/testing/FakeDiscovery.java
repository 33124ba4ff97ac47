package io.reactivemesh.proxy.testing;

import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.control.EndpointListener;
import io.reactivemesh.proxy.control.Http2Params;
import io.reactivemesh.proxy.control.PolicyUpdate;
import io.reactivemesh.proxy.control.ProfileUpdate;
import io.reactivemesh.proxy.control.ProfileUpdate.Profile;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.control.ServerPolicy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A control plane that knows what a test tells it; unknown names have no profile, unknown authorities stay silent. */
public final class FakeDiscovery implements Discovery {

    private record ProfileWatch(Executor loop, Consumer<ProfileUpdate> listener) {}

    private record PolicyWatch(Executor loop, Consumer<PolicyUpdate> listener) {}

    private record ServerWatch(Executor loop, Consumer<ServerPolicy> listener) {}

    private record EndpointWatch(Executor loop, EndpointListener listener) {}

    private final Map<String, ProfileUpdate> profiles = new HashMap<>();
    private final Map<String, Set<ProxyEndpoint>> endpoints = new HashMap<>();
    private final Map<String, List<ProfileWatch>> profileWatches = new HashMap<>();
    private final Map<String, List<EndpointWatch>> endpointWatches = new HashMap<>();
    private final Map<String, PolicyUpdate> policies = new HashMap<>();
    private final Map<String, List<PolicyWatch>> policyWatches = new HashMap<>();
    private final Map<Integer, ServerPolicy> servers = new HashMap<>();
    private final Map<Integer, List<ServerWatch>> serverWatches = new HashMap<>();
    private final Set<String> silent = new LinkedHashSet<>();
    private final List<String> lookups = new ArrayList<>();

    /** A profile of a Service without settings. */
    public static Profile service(String fqn) {
        return new Profile(fqn, false, null, List.of(), List.of(), null);
    }

    /** A profile that says not to look into the bytes. */
    public static Profile opaque(String fqn) {
        return new Profile(fqn, true, null, List.of(), List.of(), null);
    }

    /** Sets a profile, and tells those who watch it. */
    public synchronized FakeDiscovery profile(String path, ProfileUpdate update) {
        profiles.put(path, update);
        silent.remove(path);
        profileWatches.getOrDefault(path, List.of()).forEach(watch -> tell(watch, update));
        return this;
    }

    /** Sets an outbound policy, and tells those who watch it; paths without one have none. */
    public synchronized FakeDiscovery policy(String path, PolicyUpdate update) {
        policies.put(path, update);
        policyWatches
                .getOrDefault(path, List.of())
                .forEach(watch -> watch.loop.execute(() -> watch.listener.accept(update)));
        return this;
    }

    /** Sets an inbound policy, and tells those who watch it; ports without one stay silent. */
    public synchronized FakeDiscovery server(int port, ServerPolicy policy) {
        servers.put(port, policy);
        serverWatches
                .getOrDefault(port, List.of())
                .forEach(watch -> watch.loop.execute(() -> watch.listener.accept(policy)));
        return this;
    }

    /** Lets lookups of this path wait until {@link #profile}. */
    public synchronized FakeDiscovery hold(String path) {
        silent.add(path);
        return this;
    }

    /** Sets the whole set of endpoints, and tells those who watch it the difference. */
    public FakeDiscovery endpoints(String authority, InetSocketAddress... addresses) {
        return endpoints(authority, Stream.of(addresses).map(ProxyEndpoint::of).toList());
    }

    /** Sets the whole set of endpoints, and tells those who watch it the difference. */
    public synchronized FakeDiscovery endpoints(String authority, List<ProxyEndpoint> all) {
        Set<ProxyEndpoint> now = new LinkedHashSet<>(all);
        @Nullable Set<ProxyEndpoint> before = endpoints.put(authority, now);
        Set<ProxyEndpoint> old = before == null ? Set.of() : before;
        List<InetSocketAddress> removed = old.stream()
                .filter(each -> !now.contains(each))
                .map(ProxyEndpoint::address)
                .toList();
        List<ProxyEndpoint> added =
                now.stream().filter(each -> !old.contains(each)).toList();
        endpointWatches
                .getOrDefault(authority, List.of())
                .forEach(watch -> watch.loop.execute(() -> watch.listener.endpoints(added, removed, true)));
        return this;
    }

    /** An endpoint whose proxy takes HTTP/1 in HTTP/2. */
    public static ProxyEndpoint upgrading(InetSocketAddress address) {
        ProxyEndpoint bare = ProxyEndpoint.of(address);
        return new ProxyEndpoint(
                address,
                bare.weight(),
                bare.labels(),
                bare.zone(),
                null,
                ProxyEndpoint.Hint.H2,
                0,
                null,
                Http2Params.NONE);
    }

    /** What has been looked up, in order: {@code profile path}, {@code policy path} and {@code endpoints authority}. */
    public synchronized List<String> lookups() {
        return List.copyOf(lookups);
    }

    /** How many watches are open. */
    public synchronized int watches() {
        int profileCount = profileWatches.values().stream().mapToInt(List::size).sum();
        int policyCount = policyWatches.values().stream().mapToInt(List::size).sum();
        return profileCount
                + policyCount
                + endpointWatches.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public synchronized Subscription watchProfile(String path, Executor loop, Consumer<ProfileUpdate> listener) {
        lookups.add("profile " + path);
        ProfileWatch watch = new ProfileWatch(loop, listener);
        profileWatches.computeIfAbsent(path, _ -> new ArrayList<>()).add(watch);
        if (!silent.contains(path)) {
            tell(watch, profiles.getOrDefault(path, new ProfileUpdate.None()));
        }
        return () -> forget(profileWatches, path, watch);
    }

    @Override
    public synchronized Subscription watchPolicy(
            String path, @Nullable InetSocketAddress address, Executor loop, Consumer<PolicyUpdate> listener) {
        lookups.add("policy " + path);
        PolicyWatch watch = new PolicyWatch(loop, listener);
        policyWatches.computeIfAbsent(path, _ -> new ArrayList<>()).add(watch);
        PolicyUpdate known = policies.getOrDefault(path, new PolicyUpdate.None());
        loop.execute(() -> listener.accept(known));
        return () -> forget(policyWatches, path, watch);
    }

    @Override
    public synchronized Subscription watchEndpoints(String authority, Executor loop, EndpointListener listener) {
        lookups.add("endpoints " + authority);
        EndpointWatch watch = new EndpointWatch(loop, listener);
        endpointWatches.computeIfAbsent(authority, _ -> new ArrayList<>()).add(watch);
        @Nullable Set<ProxyEndpoint> known = endpoints.get(authority);
        if (known != null) {
            List<ProxyEndpoint> all = List.copyOf(known);
            loop.execute(() -> listener.endpoints(all, List.of(), true));
        }
        return () -> forget(endpointWatches, authority, watch);
    }

    @Override
    public synchronized Subscription watchServer(int port, Executor loop, Consumer<ServerPolicy> listener) {
        ServerWatch watch = new ServerWatch(loop, listener);
        serverWatches.computeIfAbsent(port, _ -> new ArrayList<>()).add(watch);
        @Nullable ServerPolicy known = servers.get(port);
        if (known != null) {
            loop.execute(() -> listener.accept(known));
        }
        return () -> forget(serverWatches, port, watch);
    }

    private static void tell(ProfileWatch watch, ProfileUpdate update) {
        watch.loop.execute(() -> watch.listener.accept(update));
    }

    private synchronized <K, W> void forget(Map<K, List<W>> watches, K key, W watch) {
        watches.getOrDefault(key, new ArrayList<>()).remove(watch);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
