package io.reactivemesh.proxy;

import io.reactivemesh.proxy.ProxyConfig.DefaultPolicy;
import io.reactivemesh.proxy.ProxyConfig.Http2;
import java.util.ArrayList;
import java.util.List;

/**
 * What a configuration asks for that this version understands and does not do. Each is said once at start-up: a setting
 * that silently has no effect is worse than one that is refused.
 */
final class Unbuilt {

    private static final Http2 PLAIN_HTTP2 = ProxyEnvironment.http2Defaults();

    private Unbuilt() {}

    static List<String> notices(ProxyConfig config) {
        List<String> notices = new ArrayList<>();
        if (config.identity() != null) {
            notices.add("IDENTITY_*: mesh TLS is not built yet, traffic is plaintext and not authenticated");
        }
        notice(notices, config.destinations().address(), "DESTINATION_SVC_NAME");
        if (config.policy() != null) {
            notices.add("POLICY_SVC_ADDR: policies are not watched yet, the default policy alone applies");
        }
        if (config.inboundPolicy().defaultPolicy() == DefaultPolicy.ALL_AUTHENTICATED
                || config.inboundPolicy().defaultPolicy() == DefaultPolicy.CLUSTER_AUTHENTICATED) {
            notices.add("INBOUND_DEFAULT_POLICY: '"
                    + config.inboundPolicy().defaultPolicy().text()
                    + "' refuses every client, as without mesh TLS nobody can prove an identity");
        }
        if (!config.inboundPolicy().gatewaySuffixes().suffixes().isEmpty()) {
            notices.add("INBOUND_GATEWAY_SUFFIXES: the gateway is not built yet");
        }
        if (config.inboundPolicy().authorityLabels()) {
            notices.add("INBOUND_METRICS_AUTHORITY_LABELS: has no effect yet");
        }
        if (config.lifecycle().tapName() != null) {
            notices.add("TAP_SVC_NAME: tap is not built yet");
        }
        if (config.tracing() != null) {
            notices.add("TRACE_COLLECTOR_SVC_ADDR: tracing is not built yet");
        }
        if (config.logging().access() != null) {
            notices.add("ACCESS_LOG: the access log is not built yet");
        }
        if (config.outboundHttp().ingressMode()) {
            notices.add("INGRESS_MODE: is not built yet");
        }
        if (config.outboundHttp().hostnameLabels()) {
            notices.add("OUTBOUND_METRICS_HOSTNAME_LABELS: has no effect yet");
        }
        if (speaksOfHttp2(config)) {
            notices.add("*_HTTP2_*: HTTP/2 is not built yet");
        }
        return notices;
    }

    private static void notice(List<String> notices, ControlAddress address, String name) {
        if (address.name() != null && !address.loopback()) {
            notices.add(name + ": mesh TLS is not built yet, " + address + " is called in plaintext");
        }
    }

    private static boolean speaksOfHttp2(ProxyConfig config) {
        return !config.http2Client().equals(PLAIN_HTTP2)
                || !config.inbound().http2Server().equals(PLAIN_HTTP2)
                || !config.outbound().http2Server().equals(PLAIN_HTTP2);
    }
}
