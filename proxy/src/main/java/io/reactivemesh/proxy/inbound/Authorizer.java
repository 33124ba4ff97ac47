package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Service;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Applies the policy of a port to connections and requests: decides, counts, and tells the log who was refused, and under an
 * audit also who was let in. Event loop only.
 */
final class Authorizer {

    static final Refusal DENIED = new Refusal(403, "unauthorized request on route", false, "unauthorized");

    private static final Logger LOG = LoggerFactory.getLogger(Authorizer.class);
    private static final String DEFAULT = "default";

    private final DefaultAdmission admission;
    private final Labels tls;
    private final InboundMeters meters;

    /**
     * Creates an authorizer.
     *
     * @param tls what is known of the clients' TLS
     */
    Authorizer(DefaultAdmission admission, Labels tls, InboundMeters meters) {
        this.admission = admission;
        this.tls = tls;
        this.meters = meters;
    }

    /** Whether an opaque connection from this address may go on. */
    boolean admitsConnection(InetAddress client) {
        boolean admitted = admission.admits(client);
        meters.connection(admitted);
        if (admitted && admission.audits()) {
            authorized(line(client)).log("Request allowed");
        } else if (!admitted) {
            line(client).log("Connection denied");
        }
        return admitted;
    }

    /** The requests of one client: those that may pass go to {@code below}, the others are refused. */
    Service<HttpCall> requestsOf(InetAddress client, Service<HttpCall> below) {
        return call -> {
            boolean admitted = admission.admits(client);
            meters.request(admitted);
            if (!admitted) {
                routed(line(client)).log("Request denied");
                call.refuse(DENIED);
                return;
            }
            if (admission.audits()) {
                authorized(routed(line(client))).log("Request allowed");
            }
            below.call(call);
        };
    }

    private LoggingEventBuilder line(InetAddress client) {
        return LOG.atInfo()
                .addKeyValue(LogKeys.SERVER_GROUP, "")
                .addKeyValue(LogKeys.SERVER_KIND, DEFAULT)
                .addKeyValue(LogKeys.SERVER_NAME, admission.name())
                .addKeyValue(LogKeys.CLIENT_TLS, tls.text())
                .addKeyValue(LogKeys.CLIENT_IP, client.getHostAddress());
    }

    private static LoggingEventBuilder routed(LoggingEventBuilder line) {
        return line.addKeyValue(LogKeys.ROUTE_GROUP, "")
                .addKeyValue(LogKeys.ROUTE_KIND, DEFAULT)
                .addKeyValue(LogKeys.ROUTE_NAME, DEFAULT);
    }

    private LoggingEventBuilder authorized(LoggingEventBuilder line) {
        return line.addKeyValue(LogKeys.AUTHZ_GROUP, "")
                .addKeyValue(LogKeys.AUTHZ_KIND, DEFAULT)
                .addKeyValue(LogKeys.AUTHZ_NAME, admission.name());
    }
}
