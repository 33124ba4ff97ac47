package io.reactivemesh.proxy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleCacheTest {

    private final List<Runnable> timers = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final IdleCache<String, String> cache =
            new IdleCache<>(key -> key + "!", closed::add, Duration.ofSeconds(5), (task, _) -> {
                timers.add(task);
                return () -> timers.remove(task);
            });

    @Test
    void twoUsersShareOneThing() {
        assertThat(cache.acquire("a").value()).isSameAs(cache.acquire("a").value());
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void aThingInUseOutlivesTheIdleTime() {
        var first = cache.acquire("a");
        var second = cache.acquire("a");
        first.release();
        first.release();

        assertThat(timers).isEmpty();
        assertThat(second.value()).isEqualTo("a!");
        assertThat(closed).isEmpty();
    }

    @Test
    void theIdleTimeStartsAnewWithEachLastUse() {
        cache.acquire("a").release();
        cache.acquire("a").release();

        timers.removeFirst().run();
        assertThat(closed).isEmpty();

        timers.removeFirst().run();
        assertThat(closed).containsExactly("a!");
        assertThat(cache.size()).isZero();
    }

    @Test
    void closingGivesUpEverythingAndIsNotFollowedByEviction() {
        cache.acquire("a").release();

        cache.close();
        timers.removeFirst().run();

        assertThat(closed).containsExactly("a!");
    }
}
