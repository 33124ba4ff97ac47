package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.admin.ByName;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.balance.RateLimiter;
import io.reactivemesh.proxy.control.Authorization;
import io.reactivemesh.proxy.control.InboundRule;
import io.reactivemesh.proxy.control.Peer;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.ServerPolicy;
import io.reactivemesh.proxy.route.Router;
import io.reactivemesh.proxy.stack.ExchangeMeter;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.RateLimitLayer;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.RequestHead;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One policy, as it is applied to the requests of one target and kind of client:
 *
 * <pre>
 *   route → authorization → filters → rate limit → service profile → meters → application
 * </pre>
 *
 * What is refused on the way is not seen by the meters. Event loop only.
 */
final class Enforcement {

    private static final Refusal DENIED = new Refusal(403, "unauthorized request on route", false, "");

    /**
     * What policies are applied in.
     *
     * @param application where requests go that may pass
     * @param random decides which requests fail, where a policy says so
     */
    record Surroundings(PolicyLog log, RateLimits limits, Service<HttpCall> application, RandomGenerator random) {}

    /** Requests that are counted together. */
    private record Permitted(ResourceRef route, boolean grpc, ResourceRef authorization) {}

    private final ServerPolicy policy;
    private final ServerMeters meters;
    private final Surroundings around;
    private final @Nullable Router<InboundRule> router;
    private final @Nullable RateLimiter limiter;
    private final Map<Permitted, Service<HttpCall>> measured = new HashMap<>(2);
    private final List<Runnable> releases = new ArrayList<>();

    /**
     * Applies a policy.
     *
     * @param port whose it is
     */
    Enforcement(int port, ServerPolicy policy, ServerMeters meters, Surroundings around) {
        this.policy = policy;
        this.meters = meters;
        this.around = around;
        ServerPolicy.Http http = policy.protocol().http();
        this.router = http == null ? null : new Router<>(http.routes());
        this.limiter = http == null || http.limit() == null
                ? null
                : around.limits().of(port, http.limit().config());
    }

    ServerPolicy policy() {
        return policy;
    }

    ServerMeters meters() {
        return meters;
    }

    /** The rule for a request, or null when there is none. */
    Router.@Nullable Found<InboundRule> find(RequestHead request) {
        return router == null ? null : router.find(request);
    }

    /** Answers a request that no rule is for. */
    void refuse(HttpCall call) {
        meters.routeNotFound();
        call.refuse(Refusal.NO_ROUTE);
    }

    /**
     * The way of a client's requests that this rule was found for.
     *
     * @param admitted stands between what lets requests in and what counts them
     */
    Service<HttpCall> way(Peer client, Router.Found<InboundRule> found, Layer<HttpCall> admitted) {
        InboundRule rule = found.leadsTo();
        for (Authorization authorization : rule.authorizations()) {
            if (authorization.permits(client)) {
                return permitted(client, found, authorization.name(), admitted);
            }
        }
        Counter denied = meters.requestsDenied(rule.route());
        return call -> {
            denied.increment();
            around.log().requestDenied(policy.server(), client, rule.route());
            call.refuse(DENIED);
        };
    }

    private Service<HttpCall> permitted(
            Peer client, Router.Found<InboundRule> found, ResourceRef authorization, Layer<HttpCall> admitted) {
        InboundRule rule = found.leadsTo();
        Stack<HttpCall> stack = Stack.top(allowed(client, rule.route(), authorization))
                .then(rule.filters().layer(found.by(), around.random()));
        ServerPolicy.Http http = policy.protocol().http();
        if (limiter != null && http != null && http.limit() != null) {
            ResourceRef limit = http.limit().name();
            stack.then(
                    new RateLimitLayer(limiter, client.identity(), scope -> meters.rateLimited(limit, scope.label())));
        }
        return stack.then(admitted)
                .on(measured.computeIfAbsent(new Permitted(rule.route(), rule.grpc(), authorization), this::measured));
    }

    private Layer<HttpCall> allowed(Peer client, ResourceRef route, ResourceRef authorization) {
        Counter allowed = meters.requestsAllowed(route, authorization);
        boolean audited = authorization.equals(DefaultServerPolicy.AUDIT);
        return below -> call -> {
            allowed.increment();
            if (audited) {
                around.log().requestAllowed(policy.server(), client, route, authorization);
            }
            below.call(call);
        };
    }

    private Service<HttpCall> measured(Permitted permitted) {
        ExchangeMeter route = meters.exchanges(permitted.route(), permitted.grpc());
        ByName<ResponseMeter> responses = meters.responses(permitted.route(), permitted.authorization());
        releases.add(route::release);
        releases.add(() -> responses.release(ResponseMeter::release));
        return Stack.top(route.<HttpCall>asRoute())
                // Above the connection: a failed connect is what the application answered, as far as callers can tell.
                .then(meters.counting(responses))
                .on(around.application());
    }

    /** The permit of a connection whose bytes nobody looks at, or null when it may not be, or not any more. */
    @Nullable
    ResourceRef permitOf(Peer client) {
        return policy.authorizations().stream()
                .filter(authorization -> authorization.permits(client))
                .map(Authorization::name)
                .findFirst()
                .orElse(null);
    }

    /** Gives the meters of requests up; what they counted stays. */
    void release() {
        releases.forEach(Runnable::run);
    }
}
