package io.reactivemesh.actors.oracle;

/** An object in a file, and how well it is written there. */
public record Document(Intended object, Quality quality) {
    /** How a document is written. */
    public enum Quality {
        GOOD,
        /** Says which object it is, but holds a value that can't be. */
        WRONG_VALUE,
        /** Says its kind, but not its name. */
        NAMELESS,
        /** Is no YAML. */
        BROKEN
    }

    Document as(Quality other) {
        return new Document(object, other);
    }

    String yaml() {
        return switch (quality) {
            case GOOD -> object.yaml();
            case WRONG_VALUE -> object.yamlWithWrongValue();
            case NAMELESS -> object.yaml().replaceFirst("  name: ", "  nam: ");
            case BROKEN -> object.yaml() + "half: [written\n";
        };
    }

    String kind() {
        return object.key().substring(0, object.key().indexOf(' '));
    }
}
