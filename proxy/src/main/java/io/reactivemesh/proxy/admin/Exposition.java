package io.reactivemesh.proxy.admin;

import java.util.Locale;

/** The Prometheus text format, version 0.0.4. */
final class Exposition {

    private Exposition() {}

    static void family(StringBuilder out, Family family) {
        out.append("# HELP ")
                .append(family.name())
                .append(' ')
                .append(family.help())
                .append('\n');
        out.append("# TYPE ")
                .append(family.name())
                .append(' ')
                .append(family.type().name().toLowerCase(Locale.ROOT))
                .append('\n');
    }

    static void series(StringBuilder out, Family family, Labels labels, long[] total) {
        if (family.type() != Family.Type.HISTOGRAM) {
            scaled(sample(out, family.name(), labels.text()), total[0], family.unit())
                    .append('\n');
            return;
        }
        long count = 0;
        for (int bucket = 0; bucket <= family.bounds().size(); bucket++) {
            count += total[bucket];
            out.append(family.name()).append("_bucket{");
            if (!labels.text().isEmpty()) {
                out.append(labels.text()).append(',');
            }
            out.append("le=\"").append(family.bounds().text(bucket)).append("\"} ");
            out.append(count).append('\n');
        }
        sample(out, family.name() + "_count", labels.text()).append(count).append('\n');
        scaled(sample(out, family.name() + "_sum", labels.text()), total[total.length - 1], family.unit())
                .append('\n');
    }

    /** Everything before the value. */
    static StringBuilder sample(StringBuilder out, String name, String labels) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        return out.append(' ');
    }

    private static StringBuilder scaled(StringBuilder out, long value, long unit) {
        return value % unit == 0 ? out.append(value / unit) : out.append((double) value / unit);
    }
}
