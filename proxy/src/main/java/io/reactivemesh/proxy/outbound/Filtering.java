package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.control.TcpRule;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.TcpCall;
import java.util.List;

/** Filters of connections as layers. */
final class Filtering {

    private Filtering() {}

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
