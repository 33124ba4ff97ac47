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

    /** Reads every document that has content; comments alone are none. */
    static List<YamlDocument> read(String text) {
        List<YamlDocument> documents = new ArrayList<>();
        StringBuilder chunk = new StringBuilder();
        boolean hasContent = false;
        int firstLine = 0;
        int line = 0;
        for (String raw : text.startsWith("\uFEFF") ? text.substring(1).split("\n", -1) : text.split("\n", -1)) {
            String content = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
            boolean begins = isMarker(content, "---");
            if (begins || isMarker(content, "...")) {
                add(chunk, hasContent, firstLine, documents);
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
        add(chunk, hasContent, firstLine, documents);
        return documents;
    }

    private static boolean isMarker(String line, String marker) {
        return line.startsWith(marker) && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '\t');
    }

    private static boolean hasContent(String line) {
        String text = line.strip();
        return !text.isEmpty() && text.charAt(0) != '#' && line.charAt(0) != '%';
    }

    private static void add(StringBuilder chunk, boolean hasContent, int firstLine, List<YamlDocument> to) {
        if (!hasContent) {
            return;
        }
        try {
            Node tree = new Compose(SETTINGS).composeString(chunk.toString()).orElseThrow();
            int line = firstLine + tree.getStartMark().orElseThrow().getLine() + 1;
            try {
                to.add(new YamlDocument.Parsed(line, new NodeToJson().convert(tree), tree, firstLine));
            } catch (Refusal e) {
                to.add(new YamlDocument.Unreadable(
                        e.field().isEmpty() ? line : firstLine + Integer.parseInt(e.field()) + 1,
                        String.valueOf(e.getMessage())));
            }
        } catch (MarkedYamlEngineException e) {
            int line = firstLine
                    + e.getProblemMark()
                            .or(e::getContextMark)
                            .map(mark -> mark.getLine() + 1)
                            .orElse(1);
            String context = e.getContext() == null ? "" : " " + e.getContext();
            to.add(new YamlDocument.Unreadable(line, "not YAML: " + e.getProblem() + context));
        } catch (YamlEngineException e) {
            to.add(new YamlDocument.Unreadable(firstLine + 1, "not YAML: " + e.getMessage()));
        }
    }
}
