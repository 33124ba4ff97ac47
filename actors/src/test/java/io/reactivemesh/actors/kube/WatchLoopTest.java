package io.reactivemesh.actors.kube;

import static io.reactivemesh.actors.kube.ScriptedApi.object;
import static io.reactivemesh.actors.kube.ScriptedApi.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.kube.KubernetesObserver.WatchEnd;
import io.reactivemesh.actors.kube.KubernetesStatus.Phase;
import io.reactivemesh.actors.kube.ScriptedApi.WatchCall;
import io.reactivemesh.actors.translate.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchLoopTest {
    private static final KubernetesSourceConfig CONFIG = KubernetesSourceConfig.defaults();
    private static final Resource PODS = Resource.ALL.stream()
            .filter(each -> each.kind() == ObjectKey.Kind.POD)
            .findFirst()
            .orElseThrow();

    private final ScriptedApi api = new ScriptedApi();
    private final ManualTimers timers = new ManualTimers();
    private final Counted counted = new Counted();
    private final KindState state = new KindState(PODS);
    private final List<String> told = new ArrayList<>();
    private @Nullable Duration gone;
    private final WatchLoop loop = new WatchLoop(PODS, state, CONFIG, timers, new Random(1), counted);

    @BeforeEach
    void begin() {
        state.listed();
        beginAnew();
        api.watching().listener.opened();
    }

    private void beginAnew() {
        loop.begin(api, "100", new WatchLoop.Sink() {
            @Override
            public boolean told(Api.Event event, KubeObject object) {
                told.add(event + " " + object.name() + "@" + object.resourceVersion());
                return true;
            }

            @Override
            public void gone(Duration wait) {
                gone = wait;
            }
        });
    }

    private void tell(String name, int version) {
        api.watching().listener.told(Api.Event.MODIFIED, object(name, version));
    }

    private void bookmark(int version) {
        api.watching().listener.told(Api.Event.BOOKMARK, object("", version));
    }

    @Test
    void goesOnFromWhereItWasWhenAWatchDrops() {
        tell("web", 120);
        bookmark(130);

        api.watching().listener.ended(ApiFailure.unanswered(new IllegalStateException("reset")));
        timers.pass(CONFIG.backoffFirst());

        assertThat(api.watches).hasSize(2);
        assertThat(api.watching().version).isEqualTo("130");
        assertThat(counted.ends).containsExactly(WatchEnd.DROPPED);
        assertThat(gone).isNull();
    }

    @Test
    void goesOnAtOnceWhenAWatchHadItsTime() {
        WatchCall first = api.watching();
        keptAlive(first.life);

        first.listener.ended(null);

        assertThat(api.watching()).isNotSameAs(first);
        assertThat(counted.ends).containsExactly(WatchEnd.EXPIRED);
    }

    /** Bookmarks come every minute. */
    private void keptAlive(Duration time) {
        Duration rest = time;
        for (int version = 101; rest.isPositive(); version++) {
            timers.pass(rest.compareTo(Duration.ofMinutes(1)) < 0 ? rest : Duration.ofMinutes(1));
            rest = rest.minusMinutes(1);
            bookmark(version);
        }
    }

    @Test
    void leavesAnIdleWatchAloneThatSendsBookmarks() {
        keptAlive(Duration.ofMinutes(9));

        assertThat(api.watches).hasSize(1);
        assertThat(counted.ends).isEmpty();
    }

    @Test
    void replacesAWatchThatHasGoneSilent() {
        bookmark(110);

        timers.pass(CONFIG.watchSilence());

        assertThat(api.watches).hasSize(2);
        assertThat(api.watching().version).isEqualTo("110");
        assertThat(api.open()).containsExactly(api.watching());
        assertThat(counted.ends).containsExactly(WatchEnd.SILENT);
        assertThat(gone).as("needs a list").isNull();
    }

    @Test
    void hearsNothingOfAWatchThatItReplaced() {
        WatchCall silent = api.watching();
        timers.pass(CONFIG.watchSilence());

        silent.listener.told(Api.Event.MODIFIED, object("late", 111));
        silent.listener.ended(null);

        assertThat(told).isEmpty();
        assertThat(api.watches).hasSize(2);
    }

    @Test
    void takesANewWatchForSilentOnlyAfterTheWholeTime() {
        timers.pass(CONFIG.watchSilence().minusSeconds(1));
        tell("web", 101);

        timers.pass(CONFIG.watchSilence().minusSeconds(1));

        assertThat(api.watches).hasSize(1);
    }

    @Test
    void waitsLongerAfterEachFailureUpToABound() {
        List<Integer> attempts = new ArrayList<>();

        for (int second = 0; second < 60; second++) {
            for (int hundredth = 0; hundredth < 100; hundredth++) {
                if (!api.watching().closed) {
                    api.watching().listener.ended(refusal(500));
                }
                timers.pass(Duration.ofMillis(10));
            }
            attempts.add(api.watches.size());
        }

        assertThat(attempts.getFirst()).as("attempts in the first second").isBetween(3, 6);
        assertThat(attempts.get(59) - attempts.get(29))
                .as("attempts in the last half minute")
                .isBetween(3, 6);
        assertThat(state.status(0).phase()).isEqualTo(Phase.STALE);
        assertThat(state.status(0).toString()).isEqualTo("Pod: not up to date: 500: on command");
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        api.watching().listener.ended(ApiFailure.refused(429, "", Duration.ofSeconds(7)));

        timers.pass(Duration.ofMillis(6_999));
        int before = api.watches.size();
        timers.pass(Duration.ofMillis(1));

        assertThat(before).isEqualTo(1);
        assertThat(api.watches).hasSize(2);
    }

    @Test
    void isWellAgainWhenAWatchOpens() {
        api.watching().listener.ended(null);
        timers.pass(CONFIG.backoffFirst());
        api.watching().listener.ended(refusal(500));
        timers.pass(CONFIG.backoffMost());

        api.watching().listener.opened();

        assertThat(state.status(0).phase()).isEqualTo(Phase.CURRENT);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {410, 404})
    void isGoneWhenAWatchCanNotGoOn(int code) {
        api.watching().listener.ended(null);
        timers.pass(CONFIG.backoffFirst());

        api.watching().listener.ended(refusal(code));
        timers.pass(Duration.ofHours(1));

        assertThat(gone).isPositive();
        assertThat(api.watches).hasSize(2);
        assertThat(counted.ends).containsExactly(WatchEnd.DROPPED, WatchEnd.GONE);
    }

    @Test
    void isGoneWhenTheServerSaysSoInsideAWatch() {
        api.watching().listener.ended(refusal(410));

        assertThat(gone).isPositive();
        assertThat(api.open()).isEmpty();
    }

    @Test
    void hasListsWaitWhenEveryWatchIsGone() {
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            api.watching().listener.ended(refusal(410));
            waits.add(gone);
            beginAnew();
        }

        assertThat(waits.getFirst()).isLessThanOrEqualTo(CONFIG.backoffFirst());
        assertThat(waits.getLast()).isBetween(CONFIG.backoffMost().dividedBy(2), CONFIG.backoffMost());
    }

    @Test
    void triesAgainWhenNothingAnswers() {
        api.watching().listener.ended(null);
        timers.pass(CONFIG.backoffFirst());
        WatchCall unanswered = api.watching();

        timers.pass(CONFIG.requestTimeout().plus(CONFIG.backoffMost()));

        assertThat(unanswered.closed).isTrue();
        assertThat(api.watches).hasSizeGreaterThan(2);
        assertThat(state.status(0).trouble()).isEqualTo("no answer within 30000 ms");
    }

    @Test
    void tellsNothingAfterItsEnd() {
        WatchCall watch = api.watching();

        loop.end();
        watch.listener.told(Api.Event.ADDED, object("web", 101));
        watch.listener.ended(null);
        timers.pass(Duration.ofHours(1));

        assertThat(watch.closed).isTrue();
        assertThat(told).isEmpty();
        assertThat(api.watches).hasSize(1);
    }
}
