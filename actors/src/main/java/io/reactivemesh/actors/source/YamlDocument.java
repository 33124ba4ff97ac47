package io.reactivemesh.actors.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One document of a stream of YAML. */
sealed interface YamlDocument {
    /** Counted in the whole file, from 1. */
    int line();

    /** Text that is no YAML. */
    record Unreadable(int line, String reason) implements YamlDocument {}

    /**
     * A document as JSON, with the way back to its lines.
     *
     * @param firstLine of the text that {@code tree} was made of, from 0
     */
    record Parsed(int line, JsonNode json, Node tree, int firstLine) implements YamlDocument {
        private static final Pattern STEP = Pattern.compile("\\[([^\\]]*)]|([^.\\[\\]]+)");

        /** The line of a field, or of the nearest thing around it that exists: {@code spec.ports[0].port}, {@code metadata.labels[a.b/c]}. */
        int lineOf(String field) {
            Node at = tree;
            int found = line;
            Matcher steps = STEP.matcher(field);
            while (steps.find()) {
                String step = steps.group(1) != null ? steps.group(1) : steps.group(2);
                Node key = key(at, step);
                Node next = child(at, step);
                if (next == null) {
                    break;
                }
                at = next;
                found = (key != null ? key : next)
                        .getStartMark()
                        .map(mark -> firstLine + mark.getLine() + 1)
                        .orElse(found);
            }
            return found;
        }

        private static @Nullable Node key(Node parent, String name) {
            NodeTuple tuple = tuple(parent, name);
            return tuple == null ? null : tuple.getKeyNode();
        }

        private static @Nullable Node child(Node parent, String name) {
            if (parent instanceof SequenceNode sequence) {
                boolean index = name.matches("\\d{1,9}")
                        && Integer.parseInt(name) < sequence.getValue().size();
                return index ? sequence.getValue().get(Integer.parseInt(name)) : null;
            }
            NodeTuple tuple = tuple(parent, name);
            return tuple == null ? null : tuple.getValueNode();
        }

        private static @Nullable NodeTuple tuple(Node parent, String name) {
            if (parent instanceof MappingNode mapping) {
                for (NodeTuple tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode scalar
                            && scalar.getValue().equals(name)) {
                        return tuple;
                    }
                }
            }
            return null;
        }
    }
}
