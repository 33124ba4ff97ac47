package io.reactivemesh.ops.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Collection;
import java.util.Locale;

/** How Kubernetes objects are printed; {@code kubectl apply -f -} takes either. */
public enum ManifestFormat {
    /** One document an object, each after a line {@code ---}. */
    YAML,
    /** One object a line. */
    JSON;

    /** The objects as text that ends with a line break. */
    public String print(Collection<ObjectNode> objects) {
        ObjectMapper mapper = mapper();
        StringBuilder text = new StringBuilder();
        for (ObjectNode object : objects) {
            try {
                String printed = mapper.writeValueAsString(object);
                text.append(printed).append(printed.endsWith("\n") ? "" : "\n");
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("an object made of text, numbers and lists can be printed", e);
            }
        }
        return text.toString();
    }

    private ObjectMapper mapper() {
        return switch (this) {
            case YAML ->
                YAMLMapper.builder()
                        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                        .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                        .disable(YAMLGenerator.Feature.SPLIT_LINES)
                        .build();
            case JSON -> new ObjectMapper();
        };
    }

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
