package io.reactivemesh.actors.kube;

import static io.reactivemesh.actors.kube.ScriptedApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.reactivemesh.actors.kube.KubernetesObserver.Event;
import io.reactivemesh.actors.kube.KubernetesStatus.Phase;
import io.reactivemesh.actors.translate.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ListAndWatchTest {
    private static final KubernetesSourceConfig CONFIG = KubernetesSourceConfig.defaults();
    private static final Resource PROFILES = Resource.ALL.stream()
            .filter(each -> each.kind() == ObjectKey.Kind.SERVICE_PROFILE)
            .findFirst()
            .orElseThrow();

    private final ScriptedApi newer = new ScriptedApi();
    private final ScriptedApi older = new ScriptedApi();
    private final ManualTimers timers = new ManualTimers();
    private final Counted counted = new Counted();
    private final KindState state = new KindState(PROFILES);
    private final List<String> failures = new ArrayList<>();
    private final Told told = new Told();
    private final ListAndWatch listAndWatch = new ListAndWatch(
            PROFILES,
            List.of(newer, older),
            Config.empty(),
            new Reader(),
            state,
            CONFIG,
            timers,
            counted,
            new Backoff(CONFIG.backoffFirst(), CONFIG.backoffMost(), new Random(1)),
            new WatchLoop(PROFILES, state, CONFIG, timers, new Random(1), counted));

    private final class Reader implements ListAndWatch.Reader {
        @Override
        public KubeObject read(KubeObject arrived) {
            return new KubeObject(
                    arrived.namespace(), arrived.name() + " read", arrived.resourceVersion(), arrived.content());
        }

        @Override
        public boolean isNews(Api.Event event, KubeObject object) {
            return !object.name().equals("old");
        }

        @Override
        public void failed(ApiFailure failure) {
            failures.add(failure.words());
        }
    }

    /** What the informer is told. */
    private static final class Told implements Watcher<KubeObject> {
        final List<String> events = new ArrayList<>();
        final List<WatcherException> ends = new ArrayList<>();

        @Override
        public void eventReceived(Action action, KubeObject object) {
            events.add(action + " " + object.name());
        }

        @Override
        public void onClose(WatcherException cause) {
            ends.add(cause);
        }
    }

    private CompletableFuture<KubeObjectList> list() {
        return listAndWatch.submitList(new ListOptions());
    }

    private CompletableFuture<KubeObjectList> rest() {
        return listAndWatch.submitList(
                new ListOptionsBuilder().withContinue("abc").build());
    }

    private void watch(String version) {
        listAndWatch.submitWatch(
                new ListOptionsBuilder().withResourceVersion(version).build(), told);
    }

    @Test
    void readsPages() {
        CompletableFuture<KubeObjectList> page = list();
        newer.lists.getLast().answer("7", null, object("web", 5));

        assertThat(page.join().getItems()).extracting(KubeObject::name).containsExactly("web read");
        assertThat(state.status(1).phase()).isEqualTo(Phase.CURRENT);
        assertThat(counted.lists).hasValue(1);
    }

    @Test
    void isListedWithTheLastPageOnly() {
        list();
        newer.lists.getLast().answer("7", "abc", object("web", 5));
        Phase between = state.status(1).phase();
        rest();
        newer.lists.getLast().answer("7", null, object("emoji", 6));

        assertThat(between).isEqualTo(Phase.LISTING);
        assertThat(newer.lists.getLast().token()).isEqualTo("abc");
        assertThat(state.status(2).phase()).isEqualTo(Phase.CURRENT);
    }

    @Test
    void asksUntilItIsAnswered() {
        CompletableFuture<KubeObjectList> page = list();
        for (int code : new int[] {500, 429, 401, 403}) {
            newer.lists.getLast().refuse(code);
            assertThat(page).as("after %s", code).isNotDone();
            timers.pass(CONFIG.backoffMost());
        }
        newer.lists.getLast().answer("7", null);

        assertThat(page).isCompleted();
        assertThat(counted.failures).hasValue(4);
        assertThat(failures.getLast())
                .isEqualTo("403 Forbidden: on command (expected: a ClusterRole that allows list and watch of it)");
    }

    @Test
    void asksAgainWhenNoAnswerComes() {
        CompletableFuture<KubeObjectList> page = list();
        ScriptedApi.ListCall first = newer.lists.getLast();

        timers.pass(CONFIG.requestTimeout().plus(CONFIG.backoffMost()));
        newer.lists.getLast().answer("7", null);

        assertThat(first.page()).as("given up").isCompletedExceptionally();
        assertThat(page).isCompleted();
    }

    @Test
    void beginsAListAnewWhoseRestHasExpired() {
        CompletableFuture<KubeObjectList> page = rest();

        newer.lists.getLast().refuse(410);

        assertThat(page).isCompletedExceptionally();
    }

    @Test
    void takesTheNewestVersionThatIsServed() {
        CompletableFuture<KubeObjectList> page = list();
        newer.lists.getLast().refuse(404);
        older.lists.getLast().answer("7", null);
        watch("7");

        assertThat(page).isCompleted();
        assertThat(older.watches).hasSize(1);
        assertThat(newer.watches).isEmpty();
    }

    @Test
    void aKindThatTheClusterDoesNotHaveIsEmptyAndLookedForAgain() {
        CompletableFuture<KubeObjectList> page = list();
        newer.lists.getLast().refuse(404);
        older.lists.getLast().refuse(404);
        watch("");

        assertThat(page.join().getItems()).isEmpty();
        assertThat(state.status(0).phase()).isEqualTo(Phase.ABSENT);
        assertThat(told.ends).isEmpty();
        timers.pass(CONFIG.absentRetry());
        assertThat(told.ends).singleElement().matches(WatcherException::isHttpGone);
        list();
        assertThat(newer.lists).as("newest version first").hasSize(2);
    }

    @Test
    void handsOnWhatIsNews() {
        watch("7");
        newer.watching().listener.opened();
        newer.watching().listener.told(Api.Event.ADDED, object("web", 8));
        newer.watching().listener.told(Api.Event.MODIFIED, object("old", 2));
        newer.watching().listener.told(Api.Event.DELETED, object("web", 9));

        assertThat(told.events).containsExactly("ADDED web read", "DELETED web read");
        assertThat(counted.events).containsExactly(Event.ADDED, Event.STALE, Event.DELETED);
    }

    @Test
    void hasTheInformerListAgainWhenAWatchIsGone() {
        watch("7");

        newer.watching().listener.ended(ScriptedApi.refusal(410));
        timers.pass(CONFIG.backoffFirst());

        assertThat(told.ends).singleElement().matches(WatcherException::isHttpGone);
    }

    @Test
    void asksForNothingAfterItsEnd() {
        list();
        newer.lists.getLast().refuse(500);

        listAndWatch.end();
        timers.pass(Duration.ofHours(1));
        list();
        watch("7");

        assertThat(newer.lists).hasSize(1);
        assertThat(newer.watches).isEmpty();
    }
}
