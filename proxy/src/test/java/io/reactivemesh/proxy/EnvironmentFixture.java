package io.reactivemesh.proxy;

import java.util.HashMap;
import java.util.Map;

/** Environments for tests: the one mandatory variable, and what a test adds. */
final class EnvironmentFixture {

    private EnvironmentFixture() {}

    /** @param pairs names without their prefix, each followed by its value */
    static Map<String, String> environment(String... pairs) {
        Map<String, String> environment = new HashMap<>();
        environment.put("LINKERD2_PROXY_DESTINATION_SVC_ADDR", "localhost.:8086");
        for (int i = 0; i < pairs.length; i += 2) {
            String name = pairs[i].startsWith("MESH_") ? pairs[i] : "LINKERD2_PROXY_" + pairs[i];
            environment.put(name, pairs[i + 1]);
        }
        return environment;
    }

    static ProxyConfig parse(String... pairs) {
        return ProxyConfig.parse(environment(pairs), 8);
    }
}
