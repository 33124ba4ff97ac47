package io.reactivemesh.proxy.control;

import java.net.InetSocketAddress;
import java.util.List;

/** Somebody who follows the endpoints of a destination. */
@FunctionalInterface
public interface EndpointListener {

    /**
     * Told the first set, then each difference. Both lists may be empty: the answer "there is none" is an answer.
     *
     * @param addedOrChanged endpoints that are new, or whose metadata is not what it was
     * @param removed addresses that are gone
     * @param exists false when the control plane says that there is no such destination
     */
    void endpoints(List<ProxyEndpoint> addedOrChanged, List<InetSocketAddress> removed, boolean exists);
}
