package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.balance.FailureAccrual;
import io.reactivemesh.proxy.balance.RetryBudget.Config;
import io.reactivemesh.proxy.control.HttpRule;
import io.reactivemesh.proxy.control.ProfileRoute;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.Spread;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.Route;
import io.reactivemesh.proxy.stack.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done with the requests to a destination. A value: equal targets need no new stack. */
sealed interface HttpTarget {

    /** What the requests are addressed to, for labels. */
    ResourceRef parent();

    /**
     * They are routed, by the policy of the control plane or one that stands in for it.
     *
     * @param accrual when an endpoint is left alone; null = never
     */
    record Routed(
            ResourceRef parent,
            List<Route<HttpRule>> routes,
            @Nullable FailureAccrual accrual) implements HttpTarget {}

    /**
     * They are routed by the routes of a service profile, and then spread as it says.
     *
     * @param destination the profile's name and port
     * @param routes the first that is for a request is taken; a request may take none
     * @param budget what retries are paid from; null = nothing is retried
     */
    record Profiled(
            ResourceRef parent,
            String destination,
            List<ProfileRoute> routes,
            @Nullable Config budget,
            Spread<Filters> backends)
            implements HttpTarget {}

    /** They fail. */
    record Failing(ResourceRef parent, Refusal refusal) implements HttpTarget {}
}
