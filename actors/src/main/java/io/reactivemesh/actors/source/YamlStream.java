package io.reactivemesh.actors.source;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads a file of YAML documents such that a broken one does not take the others with it.
 *
 * <p>The file is cut at its document markers before anything is parsed. That is exact, not a guess: {@code ---} at the start of a line
 * can't occur inside any YAML value (YAML 1.2.2, section 9.1.2, {@code c-forbidden}).
 */
final class YamlStream {
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setCodePointLimit(Integer.MAX_VALUE)
            .setLabel("manifest")
            .build();

    private YamlStream() {}

    /**
     * The text of one document.
     *
     * @param firstLine in the file, from 0
     */
    record Chunk(int firstLine, String text) {}

    /** Cuts a file into every document that has content; comments alone are none. */
    static List<Chunk> cut(String text) {
        List<Chunk> chunks = new ArrayList<>();
        StringBuilder chunk = new StringBuilder();
        boolean hasContent = false;
        int firstLine = 0;
        int line = 0;
        String whole = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (String raw : whole.split("\n", -1)) {
            String content = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
            boolean begins = isMarker(content, "---");
            if (begins || isMarker(content, "...")) {
                if (hasContent) {
                    chunks.add(new Chunk(firstLine, chunk.toString()));
                }
                chunk.setLength(0);
                hasContent = begins && hasContent(content.substring(3));
                firstLine = line;
                content = begins ? content : "";
            } else {
                hasContent |= hasContent(content);
            }
            chunk.append(content).append('\n');
            line++;
        }
        if (hasContent) {
            chunks.add(new Chunk(firstLine, chunk.toString()));
        }
        return chunks;
    }

    private static boolean isMarker(String line, String marker) {
        return line.startsWith(marker) && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '\t');
    }

    private static boolean hasContent(String line) {
        String text = line.strip();
        return !text.isEmpty() && text.charAt(0) != '#' && line.charAt(0) != '%';
    }

    /** Reads a document whose text begins at some line of its file, from 0. */
    static YamlDocument parse(String text, int firstLine) {
        try {
            Node tree = new Compose(SETTINGS).composeString(text).orElseThrow();
            int line = firstLine + tree.getStartMark().orElseThrow().getLine() + 1;
            try {
                return new YamlDocument.Parsed(line, new NodeToJson().convert(tree), tree, firstLine);
            } catch (Refusal e) {
                return new YamlDocument.Unreadable(
                        e.field().isEmpty() ? line : firstLine + Integer.parseInt(e.field()) + 1,
                        String.valueOf(e.getMessage()));
            }
        } catch (MarkedYamlEngineException e) {
            // What was opened and never closed is noticed at the end, but is wrong where it was opened.
            boolean unclosed = e.getProblem() != null && e.getProblem().contains("<stream end>");
            int line = firstLine
                    + (unclosed ? e.getContextMark() : e.getProblemMark())
                            .or(e::getProblemMark)
                            .map(mark -> mark.getLine() + 1)
                            .orElse(1);
            String context = e.getContext() == null ? "" : " " + e.getContext();
            return new YamlDocument.Unreadable(line, "not YAML: " + e.getProblem() + context);
        } catch (YamlEngineException e) {
            return new YamlDocument.Unreadable(firstLine + 1, "not YAML: " + e.getMessage());
        }
    }
}
