package io.reactivemesh.ops.demo;

import java.util.HashMap;
import java.util.Map;

/** Reads the Prometheus text format, as far as a proxy writes it: one sample a line, no timestamps needed. */
final class MetricsText {
    private final String text;
    private int at;

    private MetricsText(String line) {
        text = line;
    }

    /** Receives samples. */
    interface Sink {
        /**
         * A sample.
         *
         * @param name of the series, with {@code _bucket}, {@code _sum} or {@code _count} for histograms
         * @param labels without escapes
         */
        void sample(String name, Map<String, String> labels, double value);
    }

    /** Reads a whole exposition; a line that is none is passed over. */
    static void read(String exposition, Sink sink) {
        exposition.lines().forEach(line -> {
            if (!line.isEmpty() && line.charAt(0) != '#') {
                new MetricsText(line).sample(sink);
            }
        });
    }

    private void sample(Sink sink) {
        int nameEnd = 0;
        while (nameEnd < text.length() && text.charAt(nameEnd) != '{' && text.charAt(nameEnd) != ' ') {
            nameEnd++;
        }
        if (nameEnd == text.length()) {
            return;
        }
        at = nameEnd;
        Map<String, String> labels = text.charAt(at) == '{' ? labels() : Map.of();
        String[] rest = text.substring(Math.min(at, text.length())).strip().split(" ", 2);
        try {
            sink.sample(text.substring(0, nameEnd), labels, number(rest[0]));
        } catch (NumberFormatException e) {
            // Not a sample: passed over, as promised.
        }
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        at++;
        while (at < text.length() && text.charAt(at) != '}') {
            int equals = text.indexOf('=', at);
            if (equals < 0 || equals + 1 >= text.length()) {
                at = text.length();
                return labels;
            }
            String name = text.substring(at, equals).strip();
            at = equals + 2;
            labels.put(name, quoted());
            if (at < text.length() && text.charAt(at) == ',') {
                at++;
            }
        }
        at++;
        return labels;
    }

    /** The rest of a quoted value, from behind its opening quote to behind its closing one. */
    private String quoted() {
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                char escaped = text.charAt(at++);
                value.append(escaped == 'n' ? '\n' : escaped);
            } else {
                value.append(c);
            }
        }
        at++;
        return value.toString();
    }

    static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
