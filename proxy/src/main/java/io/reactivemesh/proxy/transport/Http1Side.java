package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.stack.Refusal;
import java.util.function.Consumer;

/**
 * What differs between serving HTTP/1 outbound and inbound.
 *
 * @param requestDrop {@link KnownHeader} bits to strip from requests, besides hop-by-hop ones
 * @param responseDrop {@link KnownHeader} bits to strip from responses, besides hop-by-hop ones
 * @param informational whether synthesized responses say why, in {@code l5d-proxy-error}
 * @param errors told of each synthesized response, for the error counters
 */
public record Http1Side(int requestDrop, int responseDrop, boolean informational, Consumer<Refusal> errors) {}
