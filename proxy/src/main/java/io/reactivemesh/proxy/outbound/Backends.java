package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.control.BackendPolicy;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.stack.Call;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The backends of one logical stack, shared by all its routes. When the target changes, those that the new one still names are
 * kept with everything they have learnt. Event loop only.
 *
 * @param <C> the kind of call
 */
final class Backends<C extends Call> {

    /** What backends are kept by: the same backend addressed otherwise is counted otherwise. */
    private record Key(ResourceRef parent, BackendPolicy policy) {}

    private final BiFunction<ResourceRef, BackendPolicy, Backend<C>> create;
    private final Map<Key, Backend<C>> present = new HashMap<>();
    private Map<Key, Backend<C>> former = Map.of();

    Backends(BiFunction<ResourceRef, BackendPolicy, Backend<C>> create) {
        this.create = create;
    }

    /** From here on those that are asked for are the present ones. */
    void renew() {
        former = new HashMap<>(present);
        present.clear();
    }

    /** The backend that a policy names, for what is addressed to {@code parent}. */
    Backend<C> get(ResourceRef parent, BackendPolicy policy) {
        Key key = new Key(parent, policy);
        Backend<C> kept = former.remove(key);
        if (kept != null) {
            present.put(key, kept);
        }
        return present.computeIfAbsent(key, _ -> create.apply(parent, policy));
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
