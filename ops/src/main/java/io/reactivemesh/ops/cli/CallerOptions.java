package io.reactivemesh.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** As whom a proxy's question is asked. */
final class CallerOptions {
    @Option(names = "--token", paramLabel = "TOKEN", description = "Ask with this context token, as it is.")
    private @Nullable String token;

    @Option(names = "--ns", paramLabel = "NAMESPACE", description = "Ask as a pod of this namespace.")
    private @Nullable String namespace;

    @Option(names = "--node", paramLabel = "NODE", description = "Ask as a pod on this node.")
    private @Nullable String node;

    @Option(names = "--pod", paramLabel = "POD", description = "Ask as this pod.")
    private @Nullable String pod;

    String contextToken() {
        if (token != null) {
            return token;
        }
        ObjectNode caller = JsonNodeFactory.instance.objectNode();
        put(caller, "ns", namespace);
        put(caller, "nodeName", node);
        put(caller, "pod", pod);
        return caller.isEmpty() ? "" : caller.toString();
    }

    private static void put(ObjectNode caller, String key, @Nullable String value) {
        if (value != null) {
            caller.put(key, value);
        }
    }
}
