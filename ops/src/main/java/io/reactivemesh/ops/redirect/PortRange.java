package io.reactivemesh.ops.redirect;

/**
 * TCP ports, both ends included.
 *
 * @param low 0 to 65535
 * @param high at least {@code low}, at most 65535
 */
public record PortRange(int low, int high) {
    /** Checks both ends. */
    public PortRange {
        if (low < 0 || high > 65_535 || low > high) {
            throw new IllegalArgumentException("ports: " + low + "-" + high + " (expected: 0 <= low <= high <= 65535)");
        }
    }

    /**
     * Reads {@code port} or {@code low-high}; blanks around it do not matter.
     *
     * @throws IllegalArgumentException on anything else
     */
    public static PortRange parse(String text) {
        String stripped = text.strip();
        int dash = stripped.indexOf('-');
        try {
            int low = decimal(dash < 0 ? stripped : stripped.substring(0, dash));
            return new PortRange(low, dash < 0 ? low : decimal(stripped.substring(dash + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + stripped + "' (expected: a port or a range LOW-HIGH, 0 to 65535)", e);
        }
    }

    private static int decimal(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(text);
        }
        return Integer.parseInt(text);
    }

    /** How many of a multiport match's places it takes. */
    int places() {
        return low == high ? 1 : 2;
    }

    /** As a multiport match names it: {@code port} or {@code low:high}. */
    @Override
    public String toString() {
        return low == high ? Integer.toString(low) : low + ":" + high;
    }
}
