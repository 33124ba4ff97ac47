package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.stack.Refusal;
import java.util.function.Consumer;

/**
 * What differs between serving HTTP outbound and inbound, whatever its version.
 *
 * @param requestDrop {@link KnownHeader} bits to strip from requests, besides those of one hop
 * @param responseDrop {@link KnownHeader} bits to strip from responses, besides those of one hop
 * @param informational whether synthesized responses say why, in {@code l5d-proxy-error}
 * @param errors told of each synthesized response, for the error counters
 */
public record HttpSide(int requestDrop, int responseDrop, boolean informational, Consumer<Refusal> errors) {}
