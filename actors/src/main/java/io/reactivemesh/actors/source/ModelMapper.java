package io.reactivemesh.actors.source;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON to Kubernetes model classes as the API server would have it: a number is no text and text is no number. What does not fit is
 * refused with its field. Any thread.
 */
final class ModelMapper {
    private static final Object UNKNOWN_FIELDS = new Object();

    /** Shared: what it learns of the model classes is dear. */
    private static final JsonMapper LENIENT = builder()
            .addHandler(new UnknownFields())
            .annotationIntrospector(new WithoutAnySetters())
            .build();

    private static final JsonMapper STRICT = builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new WithoutAnySetters())
            .build();

    private ModelMapper() {}

    private static JsonMapper.Builder builder() {
        return JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .defaultSetterInfo(JsonSetter.Value.construct(Nulls.SKIP, Nulls.DEFAULT))
                .withCoercionConfig(
                        LogicalType.Textual,
                        coercion -> coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }

    /** Reads an object that may have fields we do not know yet; those are added to {@code unknown}. */
    static <T> T read(ObjectNode object, Class<T> type, List<String> unknown) {
        return refusing(
                object,
                () -> LENIENT.readerFor(type)
                        .withAttribute(UNKNOWN_FIELDS, (Consumer<String>) unknown::add)
                        .readValue(withoutNullEntries(object)));
    }

    /** Reads an object that may not. */
    static <T> T readStrictly(ObjectNode object, Class<T> type) {
        return refusing(object, () -> STRICT.readerFor(type).readValue(object));
    }

    private interface Read<T> {
        T read() throws IOException;
    }

    private static <T> T refusing(ObjectNode object, Read<T> read) {
        try {
            return read.read();
        } catch (UnrecognizedPropertyException e) {
            String field = field(e.getPath());
            throw Refusal.saying(field, field + ": unknown field (expected: one of " + new TreeSet<>(known(e)) + ")");
        } catch (MismatchedInputException e) {
            throw Refusal.of(field(e.getPath()), valueAt(object, e.getPath()), expected(e));
        } catch (JsonMappingException e) {
            // Deserializers of the model classes (quantities, int-or-string) throw what they like.
            throw Refusal.saying(field(e.getPath()), field(e.getPath()) + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Refusal.saying("", String.valueOf(e.getMessage()));
        }
    }

    private static List<String> known(UnrecognizedPropertyException e) {
        Collection<Object> ids = e.getKnownPropertyIds();
        return ids == null ? List.of() : ids.stream().map(String::valueOf).toList();
    }

    private static String expected(MismatchedInputException e) {
        Class<?> type = e.getTargetType();
        if (type == null) {
            return String.valueOf(e.getOriginalMessage());
        }
        if (Integer.class == type || Long.class == type || int.class == type || long.class == type) {
            return "a whole number";
        }
        if (Boolean.class == type || boolean.class == type) {
            return "true or false";
        }
        if (String.class == type) {
            return "text; put quotes around it";
        }
        if (Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "a mapping";
    }

    private static @Nullable Object valueAt(JsonNode object, List<JsonMappingException.Reference> path) {
        JsonNode at = object;
        for (JsonMappingException.Reference step : path) {
            at = step.getFieldName() != null ? at.path(step.getFieldName()) : at.path(step.getIndex());
        }
        return at.isMissingNode() || at.isNull() ? null : at.isTextual() ? at.asText() : at;
    }

    private static String field(List<JsonMappingException.Reference> path) {
        StringBuilder field = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            append(field, step.getFieldName() != null ? step.getFieldName() : String.valueOf(step.getIndex()));
        }
        return field.toString();
    }

    private static void append(StringBuilder field, String step) {
        if (step.chars().allMatch(Character::isDigit) || step.indexOf('.') >= 0) {
            field.append('[').append(step).append(']');
        } else {
            field.append(field.isEmpty() ? "" : ".").append(step);
        }
    }

    /** An annotation or label without a value is an empty one; "opaque-ports:" means none. */
    private static ObjectNode withoutNullEntries(ObjectNode object) {
        if (object.path("metadata") instanceof ObjectNode metadata) {
            for (String map : List.of("labels", "annotations")) {
                if (metadata.path(map) instanceof ObjectNode entries) {
                    for (Map.Entry<String, JsonNode> entry : List.copyOf(entries.properties())) {
                        if (entry.getValue().isNull()) {
                            entries.put(entry.getKey(), "");
                        }
                    }
                }
            }
        }
        return object;
    }

    /** The model classes swallow what they don't know into a map; without that, Jackson tells us. */
    private static final class WithoutAnySetters extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable Boolean hasAnySetter(Annotated annotated) {
            return null;
        }
    }

    private static final class UnknownFields extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                JsonDeserializer<?> deserializer,
                Object beanOrClass,
                String name)
                throws IOException {
            StringBuilder field = new StringBuilder();
            JsonPointer at = parser.getParsingContext().pathAsPointer();
            for (; !at.matches(); at = at.tail()) {
                append(field, at.getMatchingProperty());
            }
            if (context.getAttribute(UNKNOWN_FIELDS) instanceof Consumer<?> consumer) {
                @SuppressWarnings("unchecked")
                Consumer<String> unknown = (Consumer<String>) consumer;
                unknown.accept(field.toString());
            }
            parser.skipChildren();
            return true;
        }
    }
}
