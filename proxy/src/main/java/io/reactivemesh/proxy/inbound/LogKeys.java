package io.reactivemesh.proxy.inbound;

/** Keys of the facts in this package's log lines; the reference's, as people search for them. */
final class LogKeys {

    static final String SERVER_GROUP = "server.group";
    static final String SERVER_KIND = "server.kind";
    static final String SERVER_NAME = "server.name";
    static final String ROUTE_GROUP = "route.group";
    static final String ROUTE_KIND = "route.kind";
    static final String ROUTE_NAME = "route.name";
    static final String CLIENT_TLS = "client.tls";
    static final String CLIENT_IP = "client.ip";
    static final String AUTHZ_GROUP = "authz.group";
    static final String AUTHZ_KIND = "authz.kind";
    static final String AUTHZ_NAME = "authz.name";

    private LogKeys() {}
}
