package io.reactivemesh.actors.kube;

import static io.reactivemesh.actors.kube.ScriptedApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.kube.ScriptedApi.ListCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditTest {
    private static final KubernetesSourceConfig CONFIG = KubernetesSourceConfig.defaults();

    private final ScriptedApi api = new ScriptedApi();
    private final ManualTimers timers = new ManualTimers();
    private final Map<String, String> store = new HashMap<>();
    private final Versions versions = new Versions();
    private final List<Set<String>> repairs = new ArrayList<>();
    private boolean watching = true;
    private final Audit audit = new Audit(new Store(), new Lists(), CONFIG, timers, new Random(1));

    private final class Store implements Audit.Held {
        @Override
        public @Nullable String version(String key) {
            return store.get(key);
        }

        @Override
        public boolean isDeleted(String key, String version) {
            return versions.isDeleted(key, version);
        }

        @Override
        public List<String> keys() {
            return List.copyOf(store.keySet());
        }

        @Override
        public String key(KubeObject object) {
            return object.name();
        }
    }

    private final class Lists implements Audit.Lists {
        @Override
        public boolean isWatching() {
            return watching;
        }

        @Override
        public CompletableFuture<KubeObjectList> names(@Nullable String token) {
            return api.list(token, 2, true);
        }

        @Override
        public void repair(Set<String> missed) {
            repairs.add(missed);
        }
    }

    @BeforeEach
    void start() {
        store.put("web", "10");
        store.put("emoji", "20");
        audit.start();
    }

    private ListCall due() {
        int before = api.lists.size();
        for (int second = 0; api.lists.size() == before; second++) {
            assertThat(second).isLessThanOrEqualTo((int) CONFIG.auditEvery().toSeconds() * 3 / 2);
            timers.pass(Duration.ofSeconds(1));
        }
        return api.lists.getLast();
    }

    private void grace() {
        timers.pass(CONFIG.auditGrace());
    }

    @Test
    void findsNothingWhereNothingDiffers() {
        due().answer("30", null, object("web", 10), object("emoji", 20));
        grace();

        assertThat(repairs).isEmpty();
        assertThat(due().metadataOnly()).isTrue();
    }

    @Test
    void findsWhatIsMissingOldAndLeftOver() {
        store.put("gone", "15");

        due().answer("30", "next", object("web", 11), object("emoji", 20));
        api.lists.getLast().answer("30", null, object("voting", 12));
        grace();

        assertThat(repairs).containsExactly(Set.of("web", "voting", "gone"));
    }

    @Test
    void waitsForNewsOnItsWay() {
        store.put("gone", "15");
        due().answer("30", null, object("web", 11), object("emoji", 20), object("voting", 12));

        store.put("web", "11");
        store.put("voting", "13");
        store.remove("gone");
        grace();

        assertThat(repairs).isEmpty();
    }

    @Test
    void leavesAloneWhatIsNewerThanTheList() {
        store.put("web", "31");
        store.put("voting", "32");

        due().answer("30", null, object("web", 10), object("emoji", 20));
        grace();

        assertThat(repairs).isEmpty();
    }

    @Test
    void believesADeletionThatCameAfterTheList() {
        due().answer("30", null, object("web", 10), object("emoji", 20), object("voting", 25));

        versions.deleted("voting", "33");
        grace();

        assertThat(repairs).isEmpty();
    }

    @Test
    void believesAnObjectThatWasMadeAnewMeanwhile() {
        store.put("voting", "15");
        due().answer("30", null, object("web", 10), object("emoji", 20));

        store.put("voting", "35");
        grace();

        assertThat(repairs).isEmpty();
    }

    @Test
    void judgesNoWatchThatIsNotOpen() {
        due().answer("30", null, object("web", 11), object("emoji", 20));

        watching = false;
        grace();

        assertThat(repairs).isEmpty();
    }

    @Test
    void asksForNothingWhileNothingIsWatched() {
        watching = false;

        timers.pass(CONFIG.auditEvery().multipliedBy(5));

        assertThat(api.lists).isEmpty();
    }

    @Test
    void goesOnAfterAListThatFailed() {
        due().refuse(500);

        due().answer("30", null, object("web", 11), object("emoji", 20));
        grace();

        assertThat(repairs).containsExactly(Set.of("web"));
    }

    @Test
    void endsForGood() {
        audit.end();

        timers.pass(Duration.ofDays(1));

        assertThat(api.lists).isEmpty();
    }
}
