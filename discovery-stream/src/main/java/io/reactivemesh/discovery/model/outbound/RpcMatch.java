package io.reactivemesh.discovery.model.outbound;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on gRPC calls; all parts of it have to hold.
 *
 * @param service full name, {@code package.Service}; null = any
 * @param method null = any
 */
public record RpcMatch(@Nullable String service, @Nullable String method, List<KeyedMatch> headers) {
    public RpcMatch {
        headers = List.copyOf(headers);
    }
}
