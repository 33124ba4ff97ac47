package io.reactivemesh.ops.demo;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a person sees. On a terminal the table is redrawn in place, with the newest news below it; elsewhere tables follow each other on
 * stdout and news go to stderr. Any thread.
 */
final class Screen {
    private static final int NEWS_SHOWN = 6;
    private static final String CLEAR = "\033[2J";
    private static final String HOME = "\033[H";
    private static final String CLEAR_LINE = "\033[K";
    private static final String CLEAR_BELOW = "\033[J";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean redraws;
    private final Deque<String> news = new ArrayDeque<>();
    private boolean drawing;

    /**
     * @param redraws whether {@code out} is a terminal
     */
    Screen(PrintWriter out, PrintWriter err, boolean redraws) {
        this.out = out;
        this.err = err;
        this.redraws = redraws;
    }

    boolean redraws() {
        return redraws;
    }

    /** Something happened. */
    synchronized void say(String text) {
        news.addLast(text);
        if (news.size() > NEWS_SHOWN) {
            news.removeFirst();
        }
        if (!drawing) {
            err.println(text);
            err.flush();
        }
    }

    /** Shows a table, with remarks below it. */
    synchronized void show(List<String> table, List<String> remarks) {
        List<String> lines = new ArrayList<>(table);
        lines.add("");
        lines.addAll(remarks);
        if (redraws) {
            lines.add("");
            lines.addAll(news);
            StringBuilder frame = new StringBuilder(drawing ? HOME : CLEAR + HOME);
            drawing = true;
            lines.forEach(line -> frame.append(line).append(CLEAR_LINE).append('\n'));
            out.print(frame.append(CLEAR_BELOW));
        } else {
            lines.forEach(out::println);
            out.println();
        }
        out.flush();
    }

    /** Ends the redrawing; what is said from now on follows below. */
    synchronized void settle() {
        drawing = false;
    }
}
