package io.reactivemesh.proxy;

import java.util.Map;

/** From environment variables to a {@link ProxyConfig}; each section of variables has its own class. */
final class ProxyEnvironment {

    private ProxyEnvironment() {}

    static ProxyConfig parse(Map<String, String> environment, int availableCores) {
        EnvReader env = new EnvReader(environment);
        DestinationSection destinations = new DestinationSection(env);
        SideSection sides = new SideSection(env);
        ProxyConfig config = new ProxyConfig(
                new ListenerSection(env).listeners(),
                new ProcessSection(env).lifecycle(availableCores),
                new ProcessSection(env).logging(),
                sides.outbound(),
                sides.inbound(),
                sides.outboundHttp(),
                new InboundPolicySection(env).policy(),
                sides.http2Client(),
                destinations.destinations(),
                destinations.policy(),
                new IdentitySection(env).identity(),
                destinations.dns(),
                new TracingSection(env, destinations).tracing(),
                env.warnings());
        env.throwIfInvalid();
        return config;
    }
}
