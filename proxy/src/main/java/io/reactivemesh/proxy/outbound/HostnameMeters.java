package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.ByName;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.stack.HttpCall;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a route, by the host that requests name, if that is wanted; else the same for all of them. Addresses are no names. Event loop
 * only.
 *
 * @param <M> the meters of one host
 */
final class HostnameMeters<M> {

    private static final String HOSTNAME = "hostname";

    private final @Nullable M only;
    private final ByName<M> byName;

    private HostnameMeters(@Nullable M only, ByName<M> byName) {
        this.only = only;
        this.byName = byName;
    }

    /**
     * The meters of a route.
     *
     * @param labels parent and route; the host comes behind them
     * @param create makes the meters of a host from all labels
     */
    static <M> HostnameMeters<M> of(boolean wanted, Labels labels, Function<Labels, M> create) {
        ByName<M> byName = new ByName<>(name -> create.apply(labels.and(HOSTNAME, name)));
        return new HostnameMeters<>(wanted ? null : byName.get(null), byName);
    }

    /** Those of all requests; null when hosts are told apart. */
    @Nullable
    M only() {
        return only;
    }

    /** The meters of a request. */
    M of(HttpCall call) {
        return only == null ? byName.get(Authorities.hostname(call.request().authority())) : only;
    }

    /** Gives all of them up. */
    void release(Consumer<M> release) {
        byName.release(release);
    }
}
