package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.Facts;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Objects that are read and can't be translated, among others that can. */
class UntranslatableManifestTest {
    private static final ServiceId WEB = new ServiceId("red", "web");

    private final Folded folded = new Folded();
    private final ManifestPipeline pipeline = new ManifestPipeline(TranslationConfig.DEFAULT, folded);

    /** Saves a file of Services, line by line {@code name=port name}; without a port name one can't be translated. */
    private void save(String... services) {
        Map<String, @Nullable List<Reading>> changed = new HashMap<>();
        List<Reading> readings = new ArrayList<>();
        for (String service : services) {
            String[] parts = service.split("=", 2);
            readings.add(new Reading.Taken(
                    readings.size() + 1,
                    Facts.service("red", parts[0], parts.length == 1 ? null : parts[1]),
                    "{}",
                    List.of(),
                    List.of()));
        }
        changed.put("m.yaml", readings);
        pipeline.apply("save", changed);
    }

    private List<String> live() {
        return folded.services.values().stream()
                .map(each -> each.id().name() + "="
                        + each.ports().values().iterator().next().name())
                .toList();
    }

    @Test
    void keepsWhatWasToldOfThemAndCostsNobodyElse() {
        save("web=a", "shop=a");

        save("shop=b", "web");

        assertThat(live()).containsExactly("shop=b", "web=a");
        assertThat(pipeline.quarantined()).singleElement().satisfies(why -> {
            assertThat(why.place()).isEqualTo("m.yaml:2");
            assertThat(why.object()).isEqualTo("Service red/web");
            assertThat(why.reason()).startsWith("can't be translated: java.lang.NullPointerException");
        });
        assertThat(folded.last().quarantined()).isEqualTo(List.copyOf(pipeline.quarantined()));
    }

    @Test
    void healWhenTheyChange() {
        save("web", "shop=a");
        assertThat(folded.last().undecided()).containsExactly(ServiceDocument.key(WEB));

        save("web=b", "shop=a");

        assertThat(live()).containsExactly("shop=a", "web=b");
        assertThat(pipeline.quarantined()).isEmpty();
    }

    @Test
    void areNotToldOfAgainWhileNothingChanges() {
        save("web", "shop=a");

        save("web", "shop=b");

        assertThat(folded.last().quarantined()).isEmpty();
        assertThat(pipeline.quarantined()).hasSize(1);
    }

    @Test
    void areToldToBeGone() {
        save("web");

        save();

        assertThat(folded.last().services()).containsExactly(ServiceDocument.absent(WEB));
        assertThat(pipeline.quarantined()).isEmpty();
    }
}
