package io.reactivemesh.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsColumnsAndLeavesNotesAsTheyAre() {
        Table table = new Table(2, "NAME", "STATE");
        table.row("a-long-name", "up");
        table.note("a note that is longer than the whole of the table");
        table.row("b", "");

        StringWriter out = new StringWriter();
        table.print(new PrintWriter(out, true));

        assertThat(out.toString().lines())
                .containsExactly(
                        "NAME         STATE",
                        "a-long-name  up",
                        "    a note that is longer than the whole of the table",
                        "b");
    }
}
