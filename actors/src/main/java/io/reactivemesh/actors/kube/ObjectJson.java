package io.reactivemesh.actors.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
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

    private ObjectJson() {}

    /** For a client of our own; others read typed objects. */
    static KubernetesSerialization serialization() {
        SimpleModule module = new SimpleModule("arriving objects")
                .addDeserializer(KubeObject.class, deserializer(ObjectJson::readObject))
                .addDeserializer(KubeObjectList.class, deserializer(ObjectJson::readList))
                .addDeserializer(WatchEvent.class, deserializer(ObjectJson::readEvent));
        return new KubernetesSerialization(new ObjectMapper().registerModule(module), false);
    }

    private interface Read<T> {
        T read(JsonParser parser, DeserializationContext context) throws IOException;
    }

    private static <T> JsonDeserializer<T> deserializer(Read<T> read) {
        return new JsonDeserializer<>() {
            @Override
            public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                return read.read(parser, context);
            }
        };
    }

    private static WatchEvent readEvent(JsonParser parser, DeserializationContext context) throws IOException {
        WatchEvent event = new WatchEvent();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "type" -> event.setType(parser.getText());
                case "object" -> event.setObject(readEventObject(parser, context));
                default -> parser.skipChildren();
            }
        }
        return event;
    }

    private static Object readEventObject(JsonParser parser, DeserializationContext context) throws IOException {
        KubeObject object = readObject(parser, context);
        // An event of type ERROR holds a Status. The type may follow the object, so this is decided by the object.
        return object.content() instanceof KubeObject.Content.Arrived arrived
                        && arrived.json().path("kind").asText().equals("Status")
                        && arrived.json().path("apiVersion").asText().equals("v1")
                ? context.readTreeAsValue(arrived.json(), Status.class)
                : object;
    }

    private static KubeObjectList readList(JsonParser parser, DeserializationContext context) throws IOException {
        ListMeta metadata = new ListMeta();
        List<KubeObject> items = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("metadata")) {
                metadata = context.readValue(parser, ListMeta.class);
            } else if (field.equals("items") && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    items.add(readObject(parser, context));
                }
            } else {
                parser.skipChildren();
            }
        }
        return new KubeObjectList(metadata, items);
    }

    private static KubeObject readObject(JsonParser parser, DeserializationContext context) throws IOException {
        long start = parser.currentLocation().getByteOffset();
        ObjectNode json = context.getNodeFactory().objectNode();
        ObjectNode metadata = context.getNodeFactory().objectNode();
        Instant changedAt = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.START_OBJECT && field.equals("metadata")) {
                changedAt = readMetadata(parser, context, metadata);
                json.set(field, metadata);
            } else {
                readField(parser, context, json, field, Untouched.FIELDS);
            }
        }
        return new KubeObject(
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                metadata.path("resourceVersion").asText(),
                new KubeObject.Content.Arrived(
                        json, changedAt, parser.currentLocation().getByteOffset() - start));
    }

    /**
     * Fills in metadata.
     *
     * @return when the object was last changed, as far as it says
     */
    private static @Nullable Instant readMetadata(
            JsonParser parser, DeserializationContext context, ObjectNode metadata) throws IOException {
        Untouched untouched = Untouched.FIELDS.below("metadata");
        Instant newest = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.START_ARRAY && field.equals("managedFields")) {
                newest = newestTime(parser);
            } else {
                readField(parser, context, metadata, field, untouched);
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

    private static void readField(
            JsonParser parser,
            DeserializationContext context,
            ObjectNode object,
            String field,
            @Nullable Untouched untouched)
            throws IOException {
        Untouched below = untouched == null ? null : untouched.below(field);
        if (below != null && below.isWhole()) {
            parser.skipChildren();
        } else {
            object.set(field, readValue(parser, context, below));
        }
    }

    private static JsonNode readValue(JsonParser parser, DeserializationContext context, @Nullable Untouched untouched)
            throws IOException {
        if (untouched != null && parser.currentToken() == JsonToken.START_OBJECT) {
            ObjectNode object = context.getNodeFactory().objectNode();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                readField(parser, context, object, field, untouched);
            }
            return object;
        }
        if (untouched != null && parser.currentToken() == JsonToken.START_ARRAY) {
            ArrayNode array = context.getNodeFactory().arrayNode();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(readValue(parser, context, untouched));
            }
            return array;
        }
        return context.readTree(parser);
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
