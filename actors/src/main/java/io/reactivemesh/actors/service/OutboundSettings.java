package io.reactivemesh.actors.service;

import io.reactivemesh.discovery.model.outbound.FailureAccrual;
import io.reactivemesh.discovery.model.outbound.Load;
import io.reactivemesh.discovery.model.outbound.Retry;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * What a Service's annotations say of the traffic to it.
 *
 * @param accrual null = endpoints are not judged
 * @param load null = latency alone
 * @param timeouts of requests whose rule has none
 * @param httpRetry of HTTP requests whose rule says nothing; null = none
 * @param grpcRetry the same of gRPC calls
 */
public record OutboundSettings(
        @Nullable FailureAccrual accrual,
        Load.@Nullable Penalized load,
        Timeouts timeouts,
        @Nullable Retry httpRetry,
        @Nullable Retry grpcRetry) {
    /** Those of a Service without annotations. */
    public static final OutboundSettings NONE = new OutboundSettings(null, null, Timeouts.NONE, null, null);
}
