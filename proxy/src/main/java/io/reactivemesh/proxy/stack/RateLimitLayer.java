package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.balance.RateLimiter;
import io.reactivemesh.proxy.balance.RateLimiter.Exceeded;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that come too often. Stands above the meters of requests, which do not see what is refused here. One for each client
 * connection; the limiter behind it is everybody's, and outlives policies that say the same. Event loop only.
 */
public final class RateLimitLayer implements Layer<HttpCall> {

    private final RateLimiter limiter;
    private final @Nullable String client;
    private final Consumer<RateLimiter.Scope> refused;

    /**
     * Creates the layer of one client.
     *
     * @param client its identity; null = it has none
     * @param refused told of each refusal, with what the limit was over
     */
    public RateLimitLayer(RateLimiter limiter, @Nullable String client, Consumer<RateLimiter.Scope> refused) {
        this.limiter = limiter;
        this.client = client;
        this.refused = refused;
    }

    @Override
    public Service<HttpCall> over(Service<HttpCall> below) {
        return call -> {
            Exceeded exceeded = limiter.admit(client);
            if (exceeded == null) {
                below.call(call);
            } else {
                refused.accept(exceeded.scope());
                call.refuse(Refusal.rateLimited(exceeded.message()));
            }
        };
    }
}
