package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.control.Peer;
import io.reactivemesh.proxy.control.ResourceRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Tells the log who was refused, and under an audit also who was let in. Any thread. */
final class PolicyLog {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyLog.class);

    private final Labels tls;

    /**
     * Creates a log.
     *
     * @param tls what is known of the clients' TLS
     */
    PolicyLog(Labels tls) {
        this.tls = tls;
    }

    void connectionAllowed(ResourceRef server, Peer client, ResourceRef authorization) {
        authorized(line(server, client), authorization).log("Connection allowed");
    }

    void connectionDenied(ResourceRef server, Peer client) {
        line(server, client).log("Connection denied");
    }

    void connectionTerminated(ResourceRef server, Peer client) {
        line(server, client).log("Connection terminated: its policy has changed");
    }

    void requestAllowed(ResourceRef server, Peer client, ResourceRef route, ResourceRef authorization) {
        authorized(routed(line(server, client), route), authorization).log("Request allowed");
    }

    void requestDenied(ResourceRef server, Peer client, ResourceRef route) {
        routed(line(server, client), route).log("Request denied");
    }

    private LoggingEventBuilder line(ResourceRef server, Peer client) {
        return LOG.atInfo()
                .addKeyValue(LogKeys.SERVER_GROUP, server.group())
                .addKeyValue(LogKeys.SERVER_KIND, server.kind())
                .addKeyValue(LogKeys.SERVER_NAME, server.name())
                .addKeyValue(LogKeys.CLIENT_TLS, tls.text())
                .addKeyValue(LogKeys.CLIENT_IP, client.address().getHostAddress());
    }

    private static LoggingEventBuilder routed(LoggingEventBuilder line, ResourceRef route) {
        return line.addKeyValue(LogKeys.ROUTE_GROUP, route.group())
                .addKeyValue(LogKeys.ROUTE_KIND, route.kind())
                .addKeyValue(LogKeys.ROUTE_NAME, route.name());
    }

    private static LoggingEventBuilder authorized(LoggingEventBuilder line, ResourceRef authorization) {
        return line.addKeyValue(LogKeys.AUTHZ_GROUP, authorization.group())
                .addKeyValue(LogKeys.AUTHZ_KIND, authorization.kind())
                .addKeyValue(LogKeys.AUTHZ_NAME, authorization.name());
    }
}
