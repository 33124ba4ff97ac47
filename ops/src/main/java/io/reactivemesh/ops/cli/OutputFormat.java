package io.reactivemesh.ops.cli;

/** How data is printed. */
enum OutputFormat {
    TABLE,
    JSON;

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
