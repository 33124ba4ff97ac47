package io.reactivemesh.actors.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table, from manifests to the message on the wire. */
class AnswersIT {
    private static final Map<Map<String, Object>, Answering> NODES = new HashMap<>();

    static List<Row> rows() {
        return RowFile.all();
    }

    @AfterAll
    static void stop() {
        NODES.values().forEach(Answering::close);
        NODES.clear();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void saysWhatTheRuleDemands(Row row) {
        Answering node = NODES.computeIfAbsent(row.settings(), Answering::new);
        // A refused object keeps its last good version, also one that another row left behind.
        node.world("");
        node.world(row.steps().getFirst().manifests());
        try (AnswerStream answers = node.ask(row.call())) {
            int number = 0;
            for (Row.Step step : row.steps()) {
                if (number > 0) {
                    node.world(step.manifests());
                }
                assertComplaints(node, step);
                for (List<String> message : step.messages()) {
                    assertThat(answers.next()).as("%s, step %s", row, number).isEqualTo(message);
                }
                number++;
            }
        }
    }

    /** A row whose objects are written wrongly would show something else than it says. */
    private static void assertComplaints(Answering node, Row.Step step) {
        List<String> complaints = node.source().complaints(step.manifests());
        assertThat(complaints).hasSameSizeAs(step.complaints());
        for (int i = 0; i < complaints.size(); i++) {
            assertThat(complaints.get(i)).contains(step.complaints().get(i));
        }
    }

    @Test
    void theTableIsWhole() {
        List<Row> rows = rows();

        assertThat(rows).hasSizeGreaterThanOrEqualTo(300);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.rule()).isNotBlank();
            assertThat(row.steps().getFirst().messages()).as("%s", row).hasSize(1);
            assertThat(row.steps().getLast().messages())
                    .as("silence is shown by what comes next: %s", row)
                    .isNotEmpty();
        });
    }
}
