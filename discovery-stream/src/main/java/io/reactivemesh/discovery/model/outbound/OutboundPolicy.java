package io.reactivemesh.discovery.model.outbound;

/**
 * The whole answer to a question for the policy of a destination. Equal policies are equal on the wire.
 *
 * @param parent what the policy is of: a Service with its port, or a default
 */
public record OutboundPolicy(PolicyRef parent, ProxyProtocol protocol) {}
