package io.reactivemesh.actors.source;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shape of {@code linkerd.io/v1alpha2 ServiceProfile}, as it is written; every field may be missing and none may be added. */
record ProfileSpec(
        @Nullable List<@Nullable Route> routes,
        @Nullable RetryBudget retryBudget,
        @Nullable List<@Nullable WeightedDestination> dstOverrides,
        @Nullable List<String> opaquePorts) {

    /**
     * The whole object.
     *
     * @param metadata as whoever wrote the object pleases: an API server adds fields of any name
     */
    record Whole(
            @Nullable String apiVersion,
            @Nullable String kind,
            @Nullable JsonNode metadata,
            @Nullable ProfileSpec spec) {}

    /** A route. */
    record Route(
            @Nullable String name,
            @Nullable RequestCondition condition,
            @Nullable List<@Nullable ResponseClass> responseClasses,
            @Nullable Boolean isRetryable,
            @Nullable String timeout) {}

    /**
     * A condition on requests.
     *
     * @param not an object in practice, a list in the CRD's schema: both are read
     */
    record RequestCondition(
            @Nullable List<@Nullable RequestCondition> all,
            @Nullable List<@Nullable RequestCondition> any,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
            List<@Nullable RequestCondition> not,

            @Nullable String method,
            @Nullable String pathRegex) {}

    /** A class of responses. */
    record ResponseClass(
            @Nullable ResponseCondition condition, @Nullable Boolean isFailure) {}

    /** A condition on responses. */
    record ResponseCondition(
            @Nullable List<@Nullable ResponseCondition> all,
            @Nullable List<@Nullable ResponseCondition> any,
            @Nullable ResponseCondition not,
            @Nullable StatusRange status) {}

    /** Status codes; 0 = open. */
    record StatusRange(@Nullable Integer min, @Nullable Integer max) {}

    /** A retry budget. */
    record RetryBudget(
            @Nullable Double retryRatio,
            @Nullable Integer minRetriesPerSecond,
            @Nullable String ttl) {}

    /**
     * A share of a split.
     *
     * @param weight a quantity: a number or {@code 500m}
     */
    record WeightedDestination(
            @Nullable String authority, @Nullable JsonNode weight) {}
}
