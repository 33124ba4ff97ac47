package io.reactivemesh.ops.controller;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody who wrote a name that does not exist may have meant. */
final class Spelling {
    private Spelling() {}

    /** The nearest of the names; empty = none is near. The last part of a dotted name counts most: it is what people remember. */
    static Optional<String> nearest(String written, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt((String name) -> distance(written, name))
                        .thenComparing(name -> name))
                .filter(name ->
                        distance(written, name) <= Math.max(2, lastPart(written).length() / 3));
    }

    private static int distance(String written, String name) {
        return Math.min(edits(written, name), edits(lastPart(written), lastPart(name)));
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Single letters to put in, take out, replace or swap with their neighbour (optimal string alignment). */
    private static int edits(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
