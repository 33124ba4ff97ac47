package io.reactivemesh.actors.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reactivemesh.actors.translate.Fact;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.util.ArrayList;
import java.util.List;

/** Kubernetes objects to facts, by the same rules wherever the objects come from. Any thread. */
public final class ObjectConversion {
    private final ObjectReader reader;

    public ObjectConversion(TranslationConfig config) {
        this.reader = new ObjectReader(config);
    }

    /** What became of one object. */
    public sealed interface Converted {
        /**
         * It is good.
         *
         * @param findings what of it was left out, with field, value, expectation, and what applies instead
         */
        record Taken(Fact fact, List<String> findings) implements Converted {
            public Taken {
                findings = List.copyOf(findings);
            }
        }

        /**
         * It is not.
         *
         * @param reason with field, value and expectation
         */
        record Refused(String reason) implements Converted {}
    }

    /**
     * Reads an object.
     *
     * @param key which it is
     * @param object may be changed
     */
    public Converted convert(ObjectKey key, ObjectNode object) {
        Findings findings = new Findings();
        try {
            // Fields that we do not know are those of a newer API server: no news to anybody.
            Fact fact = reader.fact(key, object, findings, new ArrayList<>());
            return new Converted.Taken(
                    fact, findings.all().stream().map(Findings.Finding::reason).toList());
        } catch (Refusal e) {
            return new Converted.Refused(String.valueOf(e.getMessage()));
        }
    }
}
