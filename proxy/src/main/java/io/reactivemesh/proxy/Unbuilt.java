package io.reactivemesh.proxy;

import io.reactivemesh.proxy.ProxyConfig.DefaultPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * What a configuration asks for that this version understands and does not do. Each is said once at start-up: a setting
 * that silently has no effect is worse than one that is refused.
 */
final class Unbuilt {

    private Unbuilt() {}

    static List<String> notices(ProxyConfig config) {
        List<String> notices = new ArrayList<>();
        if (config.identity() != null) {
            notices.add("IDENTITY_*: mesh TLS is not built yet, traffic is plaintext and not authenticated");
        }
        notice(notices, config.destinations().address(), "DESTINATION_SVC_NAME");
        if (config.policy() != null) {
            notice(notices, config.policy().address(), "POLICY_SVC_NAME");
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
        if (config.lifecycle().tapName() != null) {
            notices.add("TAP_SVC_NAME: tap is not built yet");
        }
        if (config.tracing() != null) {
            notice(notices, config.tracing().collector(), "TRACE_COLLECTOR_SVC_NAME");
        }
        if (config.inbound().http2Server().maxSendBufferBytes().isPresent()
                || config.outbound().http2Server().maxSendBufferBytes().isPresent()) {
            notices.add("*_SERVER_HTTP2_MAX_SEND_BUF_SIZE: has no effect, what is held is bounded by the windows");
        }
        return notices;
    }

    private static void notice(List<String> notices, ControlAddress address, String name) {
        if (address.name() != null && !address.loopback()) {
            notices.add(name + ": mesh TLS is not built yet, " + address + " is called in plaintext");
        }
    }
}
