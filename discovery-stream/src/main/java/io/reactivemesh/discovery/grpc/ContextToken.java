package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.Caller;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code context_token} of a discovery request: who a proxy says it is. JSON <code>{"ns","nodeName","pod"}</code> or the older
 * {@code ns:NAME}; a trailing newline is normal. What can't be read is ignored: it chooses locality, nothing more.
 */
final class ContextToken {
    private static final Logger LOG = LoggerFactory.getLogger(ContextToken.class);

    private ContextToken() {}

    /** Who the token names; {@link Caller#UNKNOWN} for a token that is empty or can't be read. */
    static Caller parse(String token) {
        String text = token.strip();
        if (text.isEmpty()) {
            return Caller.UNKNOWN;
        }
        if (text.startsWith("ns:")) {
            String namespace = text.substring("ns:".length());
            return namespace.isEmpty() ? Caller.UNKNOWN : new Caller(namespace, null, null);
        }
        try {
            Map<String, String> fields = JsonFields.of(text);
            return new Caller(fields.get("ns"), fields.get("nodeName"), fields.get("pod"));
        } catch (IOException e) {
            LOG.atDebug().addKeyValue(LogKeys.TOKEN, text).log("context token ignored: neither JSON nor ns:NAME");
            return Caller.UNKNOWN;
        }
    }
}
