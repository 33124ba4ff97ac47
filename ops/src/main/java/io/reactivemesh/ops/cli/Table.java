package io.reactivemesh.ops.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Left-aligned columns with a gap between them, two or more, as wide as their widest cell; nothing after the last. */
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

    /** A line of text below the newest row; takes no part in the columns. */
    void note(String text) {
        rows.add(List.of("    " + text));
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    void print(PrintWriter out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; row.size() == columns && column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                int padding = Math.max(0, widths[column] - cell.length());
                line.append(cell).append(" ".repeat(padding)).append(gap);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
