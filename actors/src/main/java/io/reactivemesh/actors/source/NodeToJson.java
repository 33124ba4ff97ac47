package io.reactivemesh.actors.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML's tree as JSON, as the Kubernetes API sees it: keys are text, aliases and merge keys are written out. Refuses doubled keys, which
 * YAML forbids and which hide one of two values.
 *
 * <p>A {@link Refusal} of this class names a line (from 0, in the tree's text) as its field. One instance per document.
 */
final class NodeToJson {
    /** Far beyond any manifest; aliases of aliases get there quickly. */
    private static final int MAX_NODES = 2_000_000;

    private static final int MAX_DEPTH = 200;

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private int nodes;

    JsonNode convert(Node tree) {
        return convert(tree, 0);
    }

    private JsonNode convert(Node node, int depth) {
        if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
            throw refusal(node, "too large: aliases that refer to themselves?");
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> {
                ArrayNode array = json.arrayNode(sequence.getValue().size());
                for (Node item : sequence.getValue()) {
                    array.add(convert(item, depth + 1));
                }
                yield array;
            }
            case MappingNode mapping -> mapping(mapping, depth);
            default -> throw refusal(node, "unexpected " + node.getNodeType());
        };
    }

    private ObjectNode mapping(MappingNode mapping, int depth) {
        ObjectNode object = json.objectNode();
        ObjectNode merged = json.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw refusal(tuple.getKeyNode(), "a key that is not text");
            }
            if (key.getValue().equals("<<") && key.isPlain()) {
                merge(tuple.getValueNode(), merged, depth);
            } else {
                object.set(key.getValue(), convert(tuple.getValueNode(), depth + 1));
            }
        }
        if (object.size() + mergeKeys(mapping) != mapping.getValue().size()) {
            throw doubled(mapping);
        }
        merged.properties().forEach(entry -> {
            if (!object.has(entry.getKey())) {
                object.set(entry.getKey(), entry.getValue());
            }
        });
        return object;
    }

    private static long mergeKeys(MappingNode mapping) {
        return mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode key
                        && key.isPlain()
                        && key.getValue().equals("<<"))
                .count();
    }

    private static Refusal doubled(MappingNode mapping) {
        java.util.Set<String> seen = new java.util.HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && !seen.add(key.getValue())) {
                return refusal(key, "the key '" + key.getValue() + "' is there twice");
            }
        }
        return refusal(mapping, "a key is there twice");
    }

    private void merge(Node value, ObjectNode into, int depth) {
        switch (value) {
            case MappingNode mapping ->
                mapping(mapping, depth + 1).properties().forEach(entry -> {
                    if (!into.has(entry.getKey())) {
                        into.set(entry.getKey(), entry.getValue());
                    }
                });
            case SequenceNode sequence -> sequence.getValue().forEach(each -> merge(each, into, depth + 1));
            default -> throw refusal(value, "'<<' takes a mapping");
        }
    }

    private JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return json.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return json.booleanNode(text.equalsIgnoreCase("true"));
        }
        if (tag.equals(Tag.INT)) {
            return integer(text);
        }
        if (tag.equals(Tag.FLOAT)) {
            try {
                return json.numberNode(new BigDecimal(text));
            } catch (NumberFormatException e) {
                return json.textNode(text); // .inf and .nan have no JSON
            }
        }
        return json.textNode(text);
    }

    private JsonNode integer(String text) {
        try {
            BigInteger value = text.startsWith("0x")
                    ? new BigInteger(text.substring(2), 16)
                    : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
            if (value.bitLength() < 32) {
                return json.numberNode(value.intValue());
            }
            return value.bitLength() < 64 ? json.numberNode(value.longValue()) : json.numberNode(value);
        } catch (NumberFormatException e) {
            return json.textNode(text);
        }
    }

    private static Refusal refusal(Node node, String message) {
        return Refusal.saying(
                node.getStartMark().map(mark -> String.valueOf(mark.getLine())).orElse(""), message);
    }
}
