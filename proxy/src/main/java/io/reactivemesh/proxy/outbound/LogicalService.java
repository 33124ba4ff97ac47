package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.Service;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A destination's present target as a service: exchanged under live connections when discovery says something new.
 *
 * <p>Built when first called: a destination whose traffic is all HTTP has no opaque balancer. Event loop only.
 *
 * @param <T> the kind of target
 * @param <C> the kind of call
 */
final class LogicalService<T, C extends Call> implements FailFast.Gated<C> {

    /** Builds the service of a target over backends that survive it. */
    @FunctionalInterface
    interface Builder<T, C extends Call> {

        /** The service of a target. */
        Built<C> build(T target, Backends<C> backends);
    }

    /**
     * A service that was built.
     *
     * @param release gives its meters up, once nothing new comes to it
     */
    record Built<C extends Call>(Service<C> service, Runnable release) {}

    private final Builder<T, C> builder;
    private final Backends<C> backends;
    private @Nullable T target;
    private @Nullable Built<C> built;

    /** Creates a service without a target: not ready. */
    LogicalService(Builder<T, C> builder, Backends<C> backends) {
        this.builder = builder;
        this.backends = backends;
    }

    /** Sets where calls go from now on. */
    void target(T newTarget) {
        if (newTarget.equals(target)) {
            return;
        }
        target = newTarget;
        if (built != null) {
            Built<C> former = built;
            built = build(newTarget);
            former.release().run();
        }
    }

    @Override
    public boolean ready() {
        return target != null;
    }

    @Override
    public void call(C call) {
        Built<C> present = built;
        if (present == null) {
            present = build(Objects.requireNonNull(target));
            built = present;
        }
        present.service().call(call);
    }

    private Built<C> build(T to) {
        backends.renew();
        Built<C> made = builder.build(to, backends);
        backends.closeFormer();
        return made;
    }

    void close() {
        if (built != null) {
            built.release().run();
            built = null;
        }
        backends.close();
    }
}
