package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.TcpRule;
import io.reactivemesh.proxy.route.NameRouter.NamedRoute;
import io.reactivemesh.proxy.stack.Refusal;
import java.util.List;

/** What is done with the connections to a destination that are relayed as bytes. A value: equal targets need no new stack. */
sealed interface TcpTarget {

    /** What the connections are addressed to, for labels. */
    ResourceRef parent();

    /** All of them take one route. */
    record Routed(ResourceRef parent, TcpRule rule) implements TcpTarget {}

    /** They are routed by the server name that their TLS hello asks for. */
    record Named(ResourceRef parent, List<NamedRoute<TcpRule>> routes) implements TcpTarget {}

    /** They are closed. */
    record Failing(ResourceRef parent, Refusal refusal) implements TcpTarget {}
}
