package io.reactivemesh.discovery.grpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.reactivemesh.discovery.model.Caller;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code context_token} of a discovery request: who a proxy says it is. JSON <code>{"ns","nodeName","pod"}</code> or the older
 * {@code ns:NAME}; a trailing newline is normal. What can't be read is ignored: it chooses locality, nothing more.
 */
final class ContextToken {
    private static final Logger LOG = LoggerFactory.getLogger(ContextToken.class);
    private static final JsonFactory JSON = new JsonFactory();

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
            Map<String, String> fields = fields(text);
            return new Caller(fields.get("ns"), fields.get("nodeName"), fields.get("pod"));
        } catch (IOException e) {
            LOG.atDebug().addKeyValue(LogKeys.TOKEN, text).log("context token ignored: neither JSON nor ns:NAME");
            return Caller.UNKNOWN;
        }
    }

    /** The non-empty string members of a JSON object. */
    private static Map<String, String> fields(String text) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING
                        && !parser.getText().isEmpty()) {
                    fields.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return fields;
    }
}
