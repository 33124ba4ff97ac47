package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A destination's present target as a service: exchanged under live connections when the profile changes.
 *
 * <p>Backends that the new target still names are kept with everything they have learnt. Built when first called: a
 * destination whose traffic is all HTTP has no opaque balancer. Event loop only.
 *
 * @param <C> the kind of call
 */
final class LogicalService<C extends Call> implements FailFast.Gated<C> {

    /** What backends are kept by: the same authority addressed otherwise is counted otherwise. */
    private record Balanced(ResourceRef parent, String authority) {}

    private final Function<Target, Measured<C>> route;
    private final BiFunction<Target, String, Backend<C>> balanced;
    private final Function<Target.Forward, Backend<C>> forward;
    private final Function<List<Distribution.Weighted<C>>, Service<C>> distribute;
    private final Map<Object, Backend<C>> backends = new HashMap<>();
    private @Nullable Target target;
    private @Nullable Service<C> service;
    private Runnable releaseRoute = () -> {};

    /**
     * Creates a service without a target: not ready.
     *
     * @param route counts what takes the one route to a target
     * @param balanced the backend of an authority, for a target
     * @param forward the backend of a single endpoint
     * @param distribute spreads over several
     */
    LogicalService(
            Function<Target, Measured<C>> route,
            BiFunction<Target, String, Backend<C>> balanced,
            Function<Target.Forward, Backend<C>> forward,
            Function<List<Distribution.Weighted<C>>, Service<C>> distribute) {
        this.route = route;
        this.balanced = balanced;
        this.forward = forward;
        this.distribute = distribute;
    }

    /** Sets where calls go from now on. */
    void target(Target newTarget) {
        if (newTarget.equals(target)) {
            return;
        }
        target = newTarget;
        if (service != null) {
            service = build(newTarget);
        }
    }

    @Override
    public boolean ready() {
        return target != null;
    }

    @Override
    public void call(C call) {
        Service<C> present = service;
        if (present == null) {
            present = build(Objects.requireNonNull(target));
            service = present;
        }
        present.call(call);
    }

    private Service<C> build(Target to) {
        Map<Object, Backend<C>> old = new HashMap<>(backends);
        backends.clear();
        Service<C> built = switch (to) {
            case Target.Balanced(String authority) ->
                balanced(to, authority, old).service();
            case Target.Split split -> split(split, old);
            case Target.Forward one -> reuse(one, old, () -> forward.apply(one)).service();
            case Target.Unknown _ -> call -> call.refuse(Refusal.UNKNOWN_DESTINATION);
        };
        old.values().forEach(backend -> backend.close().run());
        releaseRoute.run();
        Measured<C> way = route.apply(to);
        releaseRoute = way.release();
        return way.layer().over(built);
    }

    private Service<C> split(Target.Split split, Map<Object, Backend<C>> old) {
        List<Distribution.Weighted<C>> weighted = new ArrayList<>();
        for (var each : split.authorities()) {
            weighted.add(new Distribution.Weighted<>(balanced(split, each.authority(), old), each.weight()));
        }
        return distribute.apply(weighted);
    }

    private Backend<C> balanced(Target to, String authority, Map<Object, Backend<C>> old) {
        return reuse(new Balanced(to.parent(), authority), old, () -> balanced.apply(to, authority));
    }

    private Backend<C> reuse(Object key, Map<Object, Backend<C>> old, Supplier<Backend<C>> create) {
        Backend<C> kept = old.remove(key);
        if (kept != null) {
            backends.put(key, kept);
        }
        return backends.computeIfAbsent(key, _ -> create.get());
    }

    void close() {
        releaseRoute.run();
        releaseRoute = () -> {};
        backends.values().forEach(backend -> backend.close().run());
        backends.clear();
    }
}
