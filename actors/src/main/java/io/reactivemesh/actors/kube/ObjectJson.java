package io.reactivemesh.actors.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ListMeta;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists and watch events of the API, trimmed while they are parsed: what no conversion reads ({@link Untouched}, managed fields)
 * never becomes an object. Knows no kinds, so that nothing in an object can keep it from being read.
 */
final class ObjectJson {
    private static final String LAST_TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Repeated REPEATED = new Repeated();

    private ObjectJson() {}

    /** One line of a watch. */
    sealed interface WatchLine {
        record Told(Api.Event event, KubeObject object) implements WatchLine {}

        /** The server can't go on. */
        record Broken(ApiFailure failure) implements WatchLine {}
    }

    /** Reads a page of a list. */
    static KubeObjectList readList(InputStream json) throws IOException {
        try (JsonParser parser = MAPPER.createParser(json)) {
            ListMeta metadata = new ListMeta();
            List<KubeObject> items = new ArrayList<>();
            begin(parser);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("metadata")) {
                    metadata = MAPPER.readValue(parser, ListMeta.class);
                } else if (field.equals("items") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        items.add(readObject(parser));
                    }
                } else {
                    parser.skipChildren();
                }
            }
            return new KubeObjectList(metadata, items);
        }
    }

    /** Reads a line of a watch. */
    static WatchLine readEvent(byte[] line, int start, int length) throws IOException {
        try (JsonParser parser = MAPPER.createParser(line, start, length)) {
            String type = "";
            KubeObject object = null;
            begin(parser);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "type" -> type = parser.getText();
                    case "object" -> object = readObject(parser);
                    default -> parser.skipChildren();
                }
            }
            if (object == null) {
                throw new IOException("a line of a watch without object: type '" + type + "'");
            }
            return switch (type) {
                case "ADDED" -> new WatchLine.Told(Api.Event.ADDED, object);
                case "MODIFIED" -> new WatchLine.Told(Api.Event.MODIFIED, object);
                case "DELETED" -> new WatchLine.Told(Api.Event.DELETED, object);
                case "BOOKMARK" -> new WatchLine.Told(Api.Event.BOOKMARK, object);
                case "ERROR" -> new WatchLine.Broken(failure(object));
                default -> throw new IOException("a line of a watch of type '" + type + "'");
            };
        }
    }

    private static void begin(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("the answer is no JSON object");
        }
    }

    /** An error says why in the place of an object. */
    private static ApiFailure failure(KubeObject status) {
        JsonNode json = status.content() instanceof KubeObject.Content.Arrived arrived ? arrived.json() : null;
        return json == null
                ? ApiFailure.refused(0, "", Duration.ZERO)
                : ApiFailure.refused(
                        json.path("code").asInt(),
                        json.path("message").asText(),
                        Duration.ofSeconds(
                                json.path("details").path("retryAfterSeconds").asLong()));
    }

    private static KubeObject readObject(JsonParser parser) throws IOException {
        ObjectNode json = MAPPER.getNodeFactory().objectNode();
        ObjectNode metadata = MAPPER.getNodeFactory().objectNode();
        Instant changedAt = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.START_OBJECT && field.equals("metadata")) {
                changedAt = readMetadata(parser, metadata);
                json.set(field, metadata);
            } else {
                readField(parser, json, field, Untouched.FIELDS);
            }
        }
        return new KubeObject(
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                metadata.path("resourceVersion").asText(),
                new KubeObject.Content.Arrived(json, changedAt));
    }

    /**
     * Fills in metadata.
     *
     * @return when the object was last changed, as far as it says
     */
    private static @Nullable Instant readMetadata(JsonParser parser, ObjectNode metadata) throws IOException {
        Untouched untouched = Untouched.FIELDS.below("metadata");
        Instant newest = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.START_ARRAY && field.equals("managedFields")) {
                newest = newestTime(parser);
            } else {
                readField(parser, metadata, field, untouched);
            }
        }
        Instant trigger =
                instant(metadata.path("annotations").path(LAST_TRIGGER).asText());
        return trigger == null ? newest : trigger;
    }

    private static @Nullable Instant newestTime(JsonParser managedFields) throws IOException {
        Instant newest = null;
        while (managedFields.nextToken() == JsonToken.START_OBJECT) {
            while (managedFields.nextToken() == JsonToken.FIELD_NAME) {
                String field = managedFields.currentName();
                managedFields.nextToken();
                Instant at = field.equals("time") ? instant(managedFields.getText()) : null;
                if (at != null && (newest == null || at.isAfter(newest))) {
                    newest = at;
                }
                managedFields.skipChildren();
            }
        }
        return newest;
    }

    private static void readField(JsonParser parser, ObjectNode object, String field, @Nullable Untouched untouched)
            throws IOException {
        Untouched below = untouched == null ? null : untouched.below(field);
        if (below != null && below.isWhole()) {
            parser.skipChildren();
        } else {
            object.set(field, readValue(parser, below));
        }
    }

    private static JsonNode readValue(JsonParser parser, @Nullable Untouched untouched) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = MAPPER.getNodeFactory().objectNode();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String field = parser.currentName();
                    parser.nextToken();
                    readField(parser, object, field, untouched);
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = MAPPER.getNodeFactory().arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(readValue(parser, untouched));
                }
                yield array;
            }
            case VALUE_STRING -> MAPPER.getNodeFactory().textNode(REPEATED.once(parser.getText()));
            default -> MAPPER.readTree(parser);
        };
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
