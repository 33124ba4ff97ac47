package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Service;

/**
 * An endpoint whose proxy takes HTTP/1 in HTTP/2: one connection carries everybody's requests. What is to become a tunnel goes over a
 * connection of HTTP/1, as HTTP/2 has no room for one. Event loop only.
 */
public final class UpgradingEndpoint implements Service<HttpCall> {

    private final Loop loop;
    private final Service<HttpCall> http1;
    private final Service<HttpCall> http2;

    /**
     * Creates the choice.
     *
     * @param http1 takes HTTP/1 calls as they are
     * @param http2 takes HTTP/2 calls
     */
    public UpgradingEndpoint(Loop loop, Service<HttpCall> http1, Service<HttpCall> http2) {
        this.loop = loop;
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    public void call(HttpCall call) {
        Http1Caller caller = (Http1Caller) call;
        Http1Head head = caller.input().head();
        if (head.asksForUpgrade() || head.method == Http1Head.Method.CONNECT) {
            http1.call(call);
        } else {
            http2.call(new UpgradedCall(loop, caller));
        }
    }
}
