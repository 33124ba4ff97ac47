package io.reactivemesh.proxy.inbound;

import java.net.InetSocketAddress;

/**
 * What an inbound connection is for. A value: equal targets share a stack.
 *
 * @param original where the client was going; names the port in policy and labels
 * @param application where the application listens; the same address, unless a binding says otherwise
 */
record InboundTarget(InetSocketAddress original, InetSocketAddress application) {}
