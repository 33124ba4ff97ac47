package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.Facts;
import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Objects that are read and can't be taken in, among others that can: pods, and the addresses that they claim. */
class UnindexableManifestTest {
    private static final WorkloadId BAD = new WorkloadId(WorkloadId.Kind.POD, "red", "bad");

    private final Folded folded = new Folded();
    private final ManifestPipeline pipeline = new ManifestPipeline(TranslationConfig.DEFAULT, folded);

    /** Saves a file of Pods, line by line {@code name address}; after an exclamation mark, one that can't be taken in. */
    private void save(String... pods) {
        Map<String, @Nullable List<Reading>> changed = new HashMap<>();
        List<Reading> readings = new ArrayList<>();
        for (String pod : pods) {
            boolean bad = pod.startsWith("!");
            String[] parts = pod.substring(bad ? 1 : 0).split(" ", 2);
            readings.add(new Reading.Taken(
                    readings.size() + 1,
                    Facts.pod("red", parts[0], parts[1], bad ? null : 80),
                    "{}",
                    List.of(),
                    List.of()));
        }
        changed.put("m.yaml", readings);
        pipeline.apply("save", changed);
    }

    /** {@code address owner …}, of all addresses that somebody owns. */
    private List<String> live() {
        return folded.addresses.values().stream()
                .map(each -> each.ip() + " "
                        + String.join(
                                " ",
                                each.owners().stream()
                                        .map(UnindexableManifestTest::name)
                                        .toList()))
                .toList();
    }

    private static String name(AddressDocument.Owner owner) {
        return switch (owner) {
            case AddressDocument.Owner.Service service -> service.id().name();
            case AddressDocument.Owner.Workload workload -> workload.id().name();
            case AddressDocument.Owner.HostPort port -> port.id().name() + ":" + port.port();
        };
    }

    @Test
    void keepWhatWasKnownOfThemAndCostNobodyElse() {
        save("bad 10.0.0.1", "good 10.0.0.2");

        save("!bad 10.0.0.3", "good 10.0.0.4");

        assertThat(live()).containsExactly("10.0.0.1 bad", "10.0.0.4 good", "192.168.0.1 bad:8080 good:8080");
        assertThat(folded.workloads.keySet()).extracting(WorkloadId::name).containsExactly("bad", "good");
        assertThat(pipeline.quarantined()).singleElement().satisfies(why -> {
            assertThat(why.place()).isEqualTo("m.yaml:1");
            assertThat(why.object()).isEqualTo("Pod red/bad");
            assertThat(why.reason()).startsWith("can't be taken in: java.lang.NullPointerException");
        });
        assertThat(folded.last().quarantined()).isEqualTo(List.copyOf(pipeline.quarantined()));
    }

    @Test
    void leaveNoTraceWhereTheyWereNotKnown() {
        save("!bad 10.0.0.1", "good 10.0.0.2");

        assertThat(live()).containsExactly("10.0.0.2 good", "192.168.0.1 good:8080");
        assertThat(folded.workloads.keySet()).extracting(WorkloadId::name).containsExactly("good");
    }

    @Test
    void saySoOfAllThatIsAboutThem() {
        save("!bad 10.0.0.1", "good 10.0.0.2");

        assertThat(folded.last().undecided())
                .containsExactlyInAnyOrder(WorkloadDocument.key(BAD), AddressDocument.key(IpAddress.parse("10.0.0.1")));
    }

    @Test
    void healWhenTheyChange() {
        save("!bad 10.0.0.1", "good 10.0.0.2");

        save("bad 10.0.0.3", "good 10.0.0.2");

        assertThat(live()).containsExactly("10.0.0.2 good", "10.0.0.3 bad", "192.168.0.1 bad:8080 good:8080");
        assertThat(folded.last().addresses())
                .as("what somebody else may remember of the address it had")
                .contains(AddressDocument.absent(IpAddress.parse("10.0.0.1")));
        assertThat(folded.last().undecided()).isEmpty();
        assertThat(pipeline.quarantined()).isEmpty();
    }

    @Test
    void areNotToldOfAgainWhileTheyDoNotChange() {
        save("!bad 10.0.0.1", "good 10.0.0.2");

        save("!bad 10.0.0.1", "good 10.0.0.3");

        assertThat(folded.last().quarantined()).isEmpty();
        assertThat(pipeline.quarantined()).hasSize(1);
    }

    @Test
    void areToldToBeGone() {
        save("!bad 10.0.0.1");

        save();

        assertThat(folded.last().workloads()).containsExactly(WorkloadDocument.absent(BAD));
        assertThat(folded.last().addresses()).containsExactly(AddressDocument.absent(IpAddress.parse("10.0.0.1")));
        assertThat(pipeline.quarantined()).isEmpty();
    }
}
