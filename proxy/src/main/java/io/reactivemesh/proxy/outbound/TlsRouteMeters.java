package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.ByName;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.TcpRouteFamilies;
import io.reactivemesh.proxy.stack.TcpCall;

/** Counts the TLS connections that take one route, by the server name that they ask for. Event loop only. */
final class TlsRouteMeters {

    private final ByName<TcpRouteMeter> byName;

    /**
     * Creates the meters of a route.
     *
     * @param labels parent, route and target
     */
    TlsRouteMeters(Metrics metrics, Labels labels) {
        this.byName =
                new ByName<>(name -> new TcpRouteMeter(metrics, TcpRouteFamilies.TLS, labels.and("hostname", name)));
    }

    Measured<TcpCall> measured() {
        return new Measured<>(
                below -> call ->
                        byName.get(call.serverName()).layer().over(below).call(call),
                () -> byName.release(TcpRouteMeter::release));
    }
}
