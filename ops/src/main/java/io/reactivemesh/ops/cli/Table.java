package io.reactivemesh.ops.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Left-aligned columns with a gap between them, as wide as their widest cell; nothing after the last. */
final class Table {
    private final String gap;
    private final List<List<String>> rows = new ArrayList<>();

    Table(int gap, String... headers) {
        this.gap = " ".repeat(gap);
        rows.add(List.of(headers));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    void print(PrintWriter out) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                line.append(cell)
                        .append(" ".repeat(widths[column] - cell.length()))
                        .append(gap);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
