package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.balance.FailureAccrual;
import io.reactivemesh.proxy.control.BackendPolicy;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.stack.Call;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The backends of one logical stack, shared by all its routes. When the target changes, those that the new one still names are
 * kept with everything they have learnt. Event loop only.
 *
 * @param <C> the kind of call
 */
final class Backends<C extends Call> {

    /** What backends are kept by: the same backend addressed otherwise is counted otherwise. */
    private record Key(
            ResourceRef parent,
            BackendPolicy policy,
            @Nullable FailureAccrual accrual) {}

    /** Builds backends. */
    @FunctionalInterface
    interface Builder<C extends Call> {

        /**
         * A new backend.
         *
         * @param parent what its calls are addressed to
         * @param accrual when an endpoint is left alone; null = never
         */
        Backend<C> build(ResourceRef parent, BackendPolicy policy, @Nullable FailureAccrual accrual);
    }

    private final Builder<C> create;
    private final Map<Key, Backend<C>> present = new HashMap<>();
    private Map<Key, Backend<C>> former = Map.of();

    Backends(Builder<C> create) {
        this.create = create;
    }

    /** From here on those that are asked for are the present ones. */
    void renew() {
        former = new HashMap<>(present);
        present.clear();
    }

    /**
     * The backend that a policy names, for what is addressed to {@code parent}.
     *
     * @param accrual when an endpoint is left alone; null = never
     */
    Backend<C> get(ResourceRef parent, BackendPolicy policy, @Nullable FailureAccrual accrual) {
        Key key = new Key(parent, policy, accrual);
        Backend<C> kept = former.remove(key);
        if (kept != null) {
            present.put(key, kept);
        }
        return present.computeIfAbsent(key, _ -> create.build(parent, policy, accrual));
    }

    /** Gives up those that nobody has asked for since {@link #renew}. */
    void closeFormer() {
        former.values().forEach(backend -> backend.close().run());
        former = Map.of();
    }

    void close() {
        renew();
        closeFormer();
    }
}
