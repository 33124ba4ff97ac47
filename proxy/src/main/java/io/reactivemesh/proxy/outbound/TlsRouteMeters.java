package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.TcpRouteFamilies;
import io.reactivemesh.proxy.stack.TcpCall;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the TLS connections that take one route, by the server name that they ask for. Clients choose the names, so that beyond
 * {@value #MAX_NAMES} of them the rest share an empty one. Event loop only.
 */
final class TlsRouteMeters {

    private static final int MAX_NAMES = 100;

    private final Metrics metrics;
    private final Labels labels;
    private final Map<String, TcpRouteMeter> byName = new HashMap<>(2);

    /**
     * Creates the meters of a route.
     *
     * @param labels parent, route and target
     */
    TlsRouteMeters(Metrics metrics, Labels labels) {
        this.metrics = metrics;
        this.labels = labels;
    }

    Measured<TcpCall> measured() {
        return new Measured<>(
                below -> call -> meter(call).layer().over(below).call(call),
                () -> byName.values().forEach(TcpRouteMeter::release));
    }

    private TcpRouteMeter meter(TcpCall call) {
        String asked = call.serverName();
        boolean shown = asked != null && (byName.size() < MAX_NAMES || byName.containsKey(asked));
        return byName.computeIfAbsent(
                shown ? asked : "",
                name -> new TcpRouteMeter(metrics, TcpRouteFamilies.TLS, labels.and("hostname", name)));
    }
}
