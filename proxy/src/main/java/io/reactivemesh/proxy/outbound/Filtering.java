package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.control.TcpRule;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.TcpCall;
import java.util.List;
import java.util.random.RandomGenerator;

/** Filters as layers. */
final class Filtering {

    private Filtering() {}

    /**
     * The layer that applies the filters of a route or of a backend.
     *
     * @param by the match that leads to the route
     * @param random decides which requests fail
     */
    static Layer<HttpCall> requests(Filters filters, RequestMatch by, RandomGenerator random) {
        return below -> filters.isEmpty()
                ? below
                : call -> {
                    Refusal answer = filters.apply(call.request(), by, call.edits(), random);
                    if (answer == null) {
                        below.call(call);
                    } else {
                        call.refuse(answer);
                    }
                };
    }

    /** The layer that applies filters to connections. */
    static Layer<TcpCall> connections(List<TcpRule.Filter> filters) {
        return below -> {
            if (filters.isEmpty()) {
                return below;
            }
            Refusal refusal = switch (filters.getFirst()) {
                case TcpRule.Filter.Forbidden _ -> Refusal.FORBIDDEN;
                case TcpRule.Filter.Invalid(String message) -> Refusal.invalidRoute(message);
            };
            return call -> call.refuse(refusal);
        };
    }
}
