package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.control.BackendPolicy;
import io.reactivemesh.proxy.control.HttpRule;
import io.reactivemesh.proxy.control.PolicyUpdate;
import io.reactivemesh.proxy.control.ProfileUpdate;
import io.reactivemesh.proxy.control.ProfileUpdate.Profile;
import io.reactivemesh.proxy.control.ProtocolPolicy;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.Spread;
import io.reactivemesh.proxy.control.TcpRule;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.Route;
import io.reactivemesh.proxy.stack.Refusal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What profile and policy together mean for a destination.
 *
 * <p>A profile with routes or overrides wins for HTTP, one with overrides for bytes, and one that says "opaque" for the protocol.
 * Otherwise the policy says everything. Without a policy one is made up: the Service that the profile names, or the endpoint that
 * it names, or the address that was asked for.
 *
 * @param parent what the destination is, for labels
 * @param http1 what is done with HTTP/1 requests; null = the policy knows no HTTP here
 * @param http2 the same for HTTP/2
 * @param tcp what is done with everything else
 */
record Resolution(
        ResourceRef parent,
        Protocol protocol,
        @Nullable HttpTarget http1,
        @Nullable HttpTarget http2,
        TcpTarget tcp) {

    /** What is expected of a redirected connection before its first byte. */
    sealed interface Protocol {

        /**
         * That it shows itself.
         *
         * @param timeout how long that may take; null = as configured
         */
        record Detect(@Nullable Duration timeout) implements Protocol {}

        /** HTTP/1, without looking. */
        record Http1() implements Protocol {}

        /** HTTP/2, without looking. */
        record Http2() implements Protocol {}

        /** Bytes, without looking. */
        record Opaque() implements Protocol {}

        /** TLS that names its server. */
        record Tls() implements Protocol {}

        /** Nothing: the control plane refuses the destination. */
        record Refused() implements Protocol {}
    }

    /**
     * Puts the two answers of discovery together.
     *
     * @param port the port that was addressed
     * @param original where the connection was going; null when only a name is known
     */
    static Resolution of(
            ProfileUpdate profileUpdate, PolicyUpdate policyUpdate, int port, @Nullable InetSocketAddress original) {
        Profile profile = profileUpdate instanceof Profile present ? present : null;
        Resolution resolution = switch (policyUpdate) {
            case PolicyUpdate.Policy policy -> ofPolicy(policy, standIn(profile, port, original));
            case PolicyUpdate.None _ -> standIn(profile, port, original);
            case PolicyUpdate.Refused(String reason) ->
                new Resolution(
                        ResourceRef.UNKNOWN,
                        new Protocol.Refused(),
                        failing(ResourceRef.UNKNOWN, Refusal.UNKNOWN_DESTINATION.at(reason)),
                        failing(ResourceRef.UNKNOWN, Refusal.UNKNOWN_DESTINATION.at(reason)),
                        new TcpTarget.Failing(ResourceRef.UNKNOWN, Refusal.UNKNOWN_DESTINATION.at(reason)));
        };
        return profile == null ? resolution : resolution.overridden(profile, port);
    }

    private static Resolution ofPolicy(PolicyUpdate.Policy policy, Resolution standIn) {
        ResourceRef parent = policy.parent();
        return switch (policy.protocol()) {
            case ProtocolPolicy.Detect detect ->
                new Resolution(
                        parent,
                        new Protocol.Detect(detect.timeout()),
                        routed(parent, detect.http1()),
                        routed(parent, detect.http2()),
                        opaque(parent, detect.opaque()));
            case ProtocolPolicy.Http http -> {
                HttpTarget routed = routed(parent, http);
                Protocol protocol =
                        http.version() == ProtocolPolicy.Version.HTTP1 ? new Protocol.Http1() : new Protocol.Http2();
                yield new Resolution(parent, protocol, routed, routed, standIn.tcp());
            }
            case ProtocolPolicy.Opaque opaque ->
                new Resolution(parent, new Protocol.Opaque(), null, null, opaque(parent, opaque));
            case ProtocolPolicy.Tls tls ->
                new Resolution(parent, new Protocol.Tls(), null, null, new TcpTarget.Named(parent, tls.routes()));
            case ProtocolPolicy.Invalid(String reason) -> {
                Refusal refusal = Refusal.INVALID_POLICY.at(reason);
                yield new Resolution(
                        parent,
                        new Protocol.Detect(null),
                        failing(parent, refusal),
                        failing(parent, refusal),
                        new TcpTarget.Failing(parent, Refusal.invalidRoute(reason)));
            }
        };
    }

    private static HttpTarget routed(ResourceRef parent, ProtocolPolicy.Http http) {
        return new HttpTarget.Routed(parent, http.routes(), http.accrual());
    }

    private static TcpTarget opaque(ResourceRef parent, ProtocolPolicy.Opaque opaque) {
        return opaque.rule() == null
                ? new TcpTarget.Failing(parent, Refusal.NO_ROUTE)
                : new TcpTarget.Routed(parent, opaque.rule());
    }

    private static HttpTarget failing(ResourceRef parent, Refusal refusal) {
        return new HttpTarget.Failing(parent, refusal);
    }

    /** What applies without a policy. */
    private static Resolution standIn(@Nullable Profile profile, int port, @Nullable InetSocketAddress original) {
        if (profile != null && profile.fqn() != null) {
            BackendPolicy service = BackendPolicy.balanced(profile.fqn() + ":" + port);
            return to(service.resource(), ResourceRef.named("http"), ResourceRef.named("opaq"), service);
        }
        if (profile != null && profile.endpoint() != null) {
            return forward(profile.endpoint(), ResourceRef.named("endpoint"));
        }
        if (original != null) {
            return forward(ProxyEndpoint.of(original), ResourceRef.named("fallback"));
        }
        ResourceRef unknown = ResourceRef.UNKNOWN;
        return new Resolution(
                unknown,
                new Protocol.Detect(null),
                failing(unknown, Refusal.UNKNOWN_DESTINATION),
                failing(unknown, Refusal.UNKNOWN_DESTINATION),
                new TcpTarget.Failing(unknown, Refusal.UNKNOWN_DESTINATION));
    }

    private static Resolution forward(ProxyEndpoint endpoint, ResourceRef why) {
        return to(why, why, why, BackendPolicy.forward(endpoint, why));
    }

    private static Resolution to(
            ResourceRef parent, ResourceRef httpRoute, ResourceRef tcpRoute, BackendPolicy backend) {
        HttpTarget http = all(parent, httpRoute, Spread.only(backend, Filters.NONE));
        TcpRule tcp = new TcpRule(tcpRoute, List.of(), Spread.only(backend, List.of()));
        return new Resolution(parent, new Protocol.Detect(null), http, http, new TcpTarget.Routed(parent, tcp));
    }

    private static HttpTarget all(ResourceRef parent, ResourceRef route, Spread<Filters> backends) {
        HttpRule rule = new HttpRule(route, false, Filters.NONE, backends);
        List<Route.Rule<HttpRule>> rules = List.of(new Route.Rule<>(List.of(RequestMatch.Http.ANY), rule));
        return new HttpTarget.Routed(parent, List.of(new Route<>(List.of(), rules)), null);
    }

    /** What a profile takes out of the policy's hands. */
    private Resolution overridden(Profile profile, int port) {
        Protocol decided =
                profile.opaque() && !(protocol instanceof Protocol.Refused) ? new Protocol.Opaque() : protocol;
        TcpTarget bytes = decided instanceof Protocol.Opaque && tcp instanceof TcpTarget.Named
                ? new TcpTarget.Failing(parent, Refusal.NO_ROUTE)
                : tcp;
        boolean splits = !profile.overrides().isEmpty();
        if (profile.fqn() == null || (!splits && profile.routes().isEmpty())) {
            return new Resolution(parent, decided, http1, http2, bytes);
        }
        String authority = profile.fqn() + ":" + port;
        ResourceRef service = ResourceRef.of(authority);
        HttpTarget http = new HttpTarget.Profiled(
                service, authority, profile.routes(), profile.retryBudget(), split(profile, authority, Filters.NONE));
        if (!splits) {
            return new Resolution(service, decided, http, http, bytes);
        }
        TcpRule rule = new TcpRule(ResourceRef.named("opaq"), List.of(), split(profile, authority, List.of()));
        return new Resolution(service, decided, http, http, new TcpTarget.Routed(service, rule));
    }

    private static <F> Spread<F> split(Profile profile, String authority, F none) {
        return profile.overrides().isEmpty()
                ? Spread.only(BackendPolicy.balanced(authority), none)
                : new Spread<>(
                        Spread.Pick.RANDOM_AVAILABLE,
                        profile.overrides().stream()
                                .map(each -> new Spread.Share<>(
                                        BackendPolicy.balanced(each.authority()), none, each.weight()))
                                .toList());
    }
}
