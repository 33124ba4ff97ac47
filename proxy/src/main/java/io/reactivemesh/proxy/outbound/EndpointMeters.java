package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.Countdown;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.Stack;
import io.reactivemesh.proxy.stack.StackMeter;
import io.reactivemesh.proxy.transport.ConnectionMeter;

/**
 * The meters of one endpoint of HTTP, whatever its version. Event loop only.
 *
 * @param responses its requests
 * @param connections to it
 * @param stacks counts it
 */
record EndpointMeters(ResponseMeter responses, ConnectionMeter connections, StackMeter stacks) {

    /** The layers that stand on the endpoint itself. */
    Stack<HttpCall> layers() {
        return Stack.top(stacks.<HttpCall>layer())
                // Above the meters: a request that demands another identity was never this endpoint's.
                .then(RequireIdentity.of(null))
                // Above the connection: a failed connect counts as a response of this endpoint.
                .then(ResponseMeter.layer(responses));
    }

    /** To be run by each of so many users of the cells, when it is done with them; the last gives them up. */
    Runnable releasedBy(int users) {
        return new Countdown(users, () -> {
            responses.release();
            connections.release();
            stacks.dropped();
        });
    }
}
