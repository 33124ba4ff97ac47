package io.reactivemesh.actors.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.source.ShuffledFacts;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** All worlds of the table, object by object in an order of chance, lead to the documents that each of them leads to by itself. */
class AnyOrderIT {
    @Test
    void theOrderInWhichObjectsComeAndGoHasNoPartInTheDocuments() {
        List<String> worlds = RowFile.all().stream()
                .flatMap(row -> row.steps().stream())
                .map(Row.Step::manifests)
                .toList();
        ShuffledFacts shuffled = new ShuffledFacts(new Random(20_261_122));

        for (String world : worlds) {
            shuffled.become(world);

            assertThat(shuffled.documents()).isEqualTo(ShuffledFacts.fresh(world));
        }
    }
}
