package io.reactivemesh.discovery.model.outbound;

import java.util.List;

/**
 * A route of requests.
 *
 * @param <M> {@link HttpMatch} or {@link RpcMatch}
 * @param <F> {@link HttpFilter} or {@link GrpcFilter}
 * @param hosts empty = any
 * @param rules in order
 */
public record Route<M, F>(PolicyRef metadata, List<HostMatch> hosts, List<Rule<M, F>> rules) {
    public Route {
        hosts = List.copyOf(hosts);
        rules = List.copyOf(rules);
    }
}
