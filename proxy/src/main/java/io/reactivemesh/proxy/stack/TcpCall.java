package io.reactivemesh.proxy.stack;

/** An accepted connection whose bytes are relayed untouched, on its way to an endpoint. */
public interface TcpCall extends Call {}
