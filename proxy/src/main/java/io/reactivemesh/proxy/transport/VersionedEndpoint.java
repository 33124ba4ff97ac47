package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Service;

/**
 * An application that is spoken to in the version of HTTP that its client has used. A request that was HTTP/1 before a peer's proxy put
 * it into HTTP/2 is HTTP/1 again. Event loop only.
 */
public final class VersionedEndpoint implements Service<HttpCall> {

    private final Loop loop;
    private final Service<HttpCall> http1;
    private final Service<HttpCall> http2;

    /**
     * Creates the choice.
     *
     * @param http1 takes HTTP/1 calls
     * @param http2 takes HTTP/2 calls
     */
    public VersionedEndpoint(Loop loop, Service<HttpCall> http1, Service<HttpCall> http2) {
        this.loop = loop;
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    public void call(HttpCall call) {
        if (call instanceof Http2Caller caller) {
            OrigProto original = OrigProto.of(caller.head());
            if (original == null) {
                http2.call(call);
            } else {
                downgrade(caller, original);
            }
        } else {
            http1.call(call);
        }
    }

    private void downgrade(Http2Caller caller, OrigProto original) {
        DowngradedCall downgraded = new DowngradedCall(loop, caller, original);
        if (downgraded.translate()) {
            http1.call(downgraded);
        }
    }
}
