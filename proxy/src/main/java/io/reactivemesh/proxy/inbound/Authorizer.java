package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.control.InboundRule;
import io.reactivemesh.proxy.control.Peer;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.ServerPolicy;
import io.reactivemesh.proxy.route.Router;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.IdleCache;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.transport.Accepted;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies the policy of a port to the connections and requests of one target and kind of client, as it is at each moment: requests are
 * judged one by one, connections again with each change. Event loop only.
 */
final class Authorizer {

    private final PortPolicy port;
    private final Enforcement.Surroundings around;
    private final IdleCache<ResourceRef, ServerMeters> servers;
    private final FailFast.Timer timer;
    private final Duration grace;
    private @Nullable Enforcement present;
    private IdleCache<ResourceRef, ServerMeters>.@Nullable Lease lease;

    /**
     * Creates an authorizer.
     *
     * @param meters makes the meters of a server
     * @param grace how long what was let in under a former policy is counted under it
     */
    Authorizer(
            PortPolicy port,
            Enforcement.Surroundings around,
            Function<ResourceRef, ServerMeters> meters,
            FailFast.Timer timer,
            Duration grace) {
        this.port = port;
        this.around = around;
        this.servers = new IdleCache<>(meters, ServerMeters::release, grace, timer);
        this.timer = timer;
        this.grace = grace;
    }

    /** Counts a connection under the policy that it finds. */
    ServerMeters count(Accepted accepted) {
        var connection = servers.acquire(port.present().server());
        accepted.onClosed(connection::release);
        accepted.countedBy(connection.value().accepted());
        return connection.value();
    }

    /**
     * The requests of one connection.
     *
     * @param admitted stands between what lets requests in and what counts them
     */
    Service<HttpCall> requestsOf(Peer client, Layer<HttpCall> admitted) {
        return new Requests(client, admitted);
    }

    /** Whether an opaque connection may go on; it is closed as soon as it may not any more. */
    boolean admits(Accepted accepted, Peer client) {
        Enforcement now = present();
        ResourceRef authorization = now.permitOf(client);
        if (authorization == null) {
            now.meters().connectionDenied();
            around.log().connectionDenied(now.policy().server(), client);
            return false;
        }
        now.meters().connectionAllowed(authorization);
        if (authorization.equals(DefaultServerPolicy.AUDIT)) {
            around.log().connectionAllowed(now.policy().server(), client, authorization);
        }
        Runnable judge = () -> judge(accepted, client);
        port.onChange(judge);
        accepted.onClosed(() -> port.forget(judge));
        return true;
    }

    private void judge(Accepted accepted, Peer client) {
        Enforcement now = present();
        boolean http = now.policy().protocol() instanceof ServerPolicy.Http1
                || now.policy().protocol() instanceof ServerPolicy.Http2;
        if (http || now.permitOf(client) == null) {
            now.meters().connectionTerminated();
            around.log().connectionTerminated(now.policy().server(), client);
            accepted.close();
        }
    }

    /** What holds now, ready to be applied. */
    @SuppressWarnings("ReferenceEquality") // for each request: a policy that is equal is not the one that was told
    Enforcement present() {
        ServerPolicy policy = port.present();
        Enforcement made = present;
        if (made == null || made.policy() != policy) {
            retire();
            var acquired = servers.acquire(policy.server());
            made = new Enforcement(port.port(), policy, acquired.value(), around);
            lease = acquired;
            present = made;
        }
        return made;
    }

    private void retire() {
        Enforcement former = present;
        var held = lease;
        if (former != null && held != null) {
            // Requests that it has let in are still under way.
            Runnable _ = timer.schedule(former::release, grace);
            held.release();
        }
    }

    /** Gives all meters up. After the last connection has gone. */
    void release() {
        if (present != null) {
            present.release();
        }
        servers.close();
    }

    /** The requests of one connection; remembers the way of each rule, as they are few and requests are many. */
    private final class Requests implements Service<HttpCall> {

        private final Peer client;
        private final Layer<HttpCall> admitted;
        private final IdentityHashMap<Router.Found<InboundRule>, Service<HttpCall>> ways = new IdentityHashMap<>(2);
        private @Nullable Enforcement under;

        Requests(Peer client, Layer<HttpCall> admitted) {
            this.client = client;
            this.admitted = admitted;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // whose ways they are
        public void call(HttpCall call) {
            Enforcement now = present();
            if (now != under) {
                under = now;
                ways.clear();
            }
            Router.Found<InboundRule> found = now.find(call.request());
            if (found == null) {
                now.refuse(call);
                return;
            }
            Service<HttpCall> way = ways.get(found);
            if (way == null) {
                way = now.way(client, found, admitted);
                ways.put(found, way);
            }
            way.call(call);
        }
    }
}
