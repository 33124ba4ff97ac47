package io.reactivemesh.discovery.model;

import java.time.Duration;

/**
 * HTTP/2 keep-alive that a client proxy is to use toward meshed endpoints.
 *
 * @param keepAliveInterval between pings
 * @param keepAliveTimeout how long to wait for the acknowledgement
 * @param whileIdle ping also when no stream is open
 */
public record Http2ClientParams(Duration keepAliveInterval, Duration keepAliveTimeout, boolean whileIdle) {}
