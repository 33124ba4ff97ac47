package io.reactivemesh.proxy.testing;

import io.reactivemesh.proxy.control.BackendPolicy;
import io.reactivemesh.proxy.control.HttpRule;
import io.reactivemesh.proxy.control.PolicyUpdate;
import io.reactivemesh.proxy.control.ProtocolPolicy;
import io.reactivemesh.proxy.control.ProtocolPolicy.Version;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.Spread;
import io.reactivemesh.proxy.control.TcpRule;
import io.reactivemesh.proxy.route.Filter;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.Route;
import io.reactivemesh.proxy.stack.HeaderEdit;
import io.reactivemesh.proxy.stack.HeaderEdit.Header;
import java.time.Duration;
import java.util.List;

/** Outbound policies for tests, of a Service {@code emojivoto/web}. */
public final class Policies {

    /** What the policies are for. */
    public static final ResourceRef PARENT = new ResourceRef("core", "Service", "emojivoto", "web", "80", "");

    private Policies() {}

    /** A policy that waits for what comes and treats all HTTP alike. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static PolicyUpdate detect(Route<HttpRule>... routes) {
        List<Route<HttpRule>> all = List.of(routes);
        return policy(new ProtocolPolicy.Detect(
                Duration.ofSeconds(10),
                new ProtocolPolicy.Http(Version.HTTP1, all),
                new ProtocolPolicy.Http(Version.HTTP2, all),
                new ProtocolPolicy.Opaque(null)));
    }

    /** A policy of that protocol. */
    public static PolicyUpdate policy(ProtocolPolicy protocol) {
        return new PolicyUpdate.Policy(PARENT, protocol);
    }

    /** A route of one rule for all requests. */
    public static Route<HttpRule> route(String name, Spread<Filters> backends, Filter... filters) {
        return route(name, RequestMatch.Http.ANY, backends, filters);
    }

    /** A route of one rule with one match. */
    public static Route<HttpRule> route(String name, RequestMatch match, Spread<Filters> backends, Filter... filters) {
        HttpRule rule = new HttpRule(
                resource("HTTPRoute", name),
                match instanceof RequestMatch.Grpc,
                new Filters(List.of(filters)),
                backends);
        return new Route<>(List.of(), List.of(new Route.Rule<>(List.of(match), rule)));
    }

    /** A route for relayed connections. */
    public static TcpRule bytes(String name, Spread<List<TcpRule.Filter>> backends, TcpRule.Filter... filters) {
        return new TcpRule(resource("TCPRoute", name), List.of(filters), backends);
    }

    /** All to the endpoints of one authority. */
    public static Spread<Filters> to(String authority, Filter... filters) {
        return Spread.only(BackendPolicy.balanced(authority), new Filters(List.of(filters)));
    }

    /** A filter that adds a request header. */
    public static Filter adds(String name, String value) {
        return new Filter.EditRequest(new HeaderEdit(List.of(new Header(name, value)), List.of(), List.of()));
    }

    private static ResourceRef resource(String kind, String name) {
        return new ResourceRef("gateway.networking.k8s.io", kind, "emojivoto", name, "", "");
    }
}
