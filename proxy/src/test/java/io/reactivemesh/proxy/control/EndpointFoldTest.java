package io.reactivemesh.proxy.control;

import static io.reactivemesh.proxy.control.WireFixture.add;
import static io.reactivemesh.proxy.control.WireFixture.address;
import static io.reactivemesh.proxy.control.WireFixture.noEndpoints;
import static io.reactivemesh.proxy.control.WireFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.control.EndpointFold.Diff;
import io.reactivemesh.wire.destination.Update;
import io.reactivemesh.wire.destination.WeightedAddrSet;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointFoldTest {

    private EndpointFold fold = new EndpointFold();

    @BeforeEach
    void start() {
        fold = new EndpointFold();
        fold.streamStarted();
    }

    @Test
    void theFirstAddIsTheWholeSet() {
        Diff diff = apply(add(1, 2));

        assertThat(addresses(diff)).containsExactly(address(1), address(2));
        assertThat(diff.removed()).isEmpty();
        assertThat(diff.exists()).isTrue();
    }

    @Test
    void aLaterAddTellsOnlyWhatIsNewOrDifferent() {
        apply(add(1, 2));

        Diff diff = apply(add(Map.of("zone", "a"), 2, 3));

        assertThat(addresses(diff)).containsExactly(address(2), address(3));
    }

    @Test
    void anUnchangedAddIsNotTold() {
        apply(add(1, 2));

        assertThat(fold.apply(add(2, 1))).isNull();
    }

    @Test
    void theFirstAddOfANewStreamReplacesTheSet() {
        apply(add(1, 2));
        fold.streamStarted();

        Diff diff = apply(add(2, 3));

        assertThat(addresses(diff)).containsExactly(address(3));
        assertThat(diff.removed()).containsExactly(address(1));
    }

    @Test
    void theSecondAddOfANewStreamAddsOnly() {
        apply(add(1));
        fold.streamStarted();
        apply(add(2));

        assertThat(apply(add(3)).removed()).isEmpty();
        assertThat(present()).containsExactlyInAnyOrder(address(2), address(3));
    }

    @Test
    void aRemoveTakesKnownAddressesOut() {
        apply(add(1, 2));

        assertThat(apply(remove(2, 9)).removed()).containsExactly(address(2));
    }

    @Test
    void aRemoveBeforeAnyAddOfItsStreamIsIgnored() {
        apply(add(1));
        fold.streamStarted();

        assertThat(fold.apply(remove(1))).isNull();
        assertThat(present()).containsExactly(address(1));
    }

    @Test
    void noEndpointsIsAnAnswer() {
        Diff diff = apply(noEndpoints(true));

        assertThat(diff).isEqualTo(new Diff(List.of(), List.of(), true));
    }

    @Test
    void noEndpointsEmptiesTheSet() {
        apply(add(1, 2));

        Diff diff = apply(noEndpoints(false));

        assertThat(diff.removed()).containsExactly(address(1), address(2));
        assertThat(diff.exists()).isFalse();
        assertThat(fold.apply(noEndpoints(false))).isNull();
    }

    @Test
    void whoJoinsLaterIsToldEverything() {
        assertThat(fold.all()).isNull();
        apply(add(1));
        apply(add(2));

        assertThat(present()).containsExactly(address(1), address(2));
    }

    @Test
    void endpointsWithoutAnAddressArePassedOver() {
        Update update = Update.newBuilder()
                .setAdd(WeightedAddrSet.newBuilder()
                        .addAddrs(WireFixture.weighted(1).clearAddr())
                        .addAddrs(WireFixture.weighted(2)))
                .build();

        assertThat(addresses(apply(update))).containsExactly(address(2));
    }

    @Property(tries = 300)
    void watchersWhoApplyTheDiffsHoldWhatTheLastStreamSaid(@ForAll("histories") List<Step> history) {
        EndpointFold folded = new EndpointFold();
        folded.streamStarted();
        Set<InetSocketAddress> watcher = new HashSet<>();
        Set<Integer> oracle = new HashSet<>();
        boolean fresh = true;

        for (Step step : history) {
            if (step.newStream()) {
                folded.streamStarted();
                fresh = true;
            }
            boolean add = fresh || step.add();
            if (fresh) {
                oracle.clear();
            }
            fresh = false;
            if (add) {
                oracle.addAll(step.hosts());
            } else {
                oracle.removeAll(step.hosts());
            }
            int[] hosts = step.hosts().stream().mapToInt(Integer::intValue).toArray();
            Diff diff = folded.apply(add ? add(hosts) : remove(hosts));
            if (diff != null) {
                watcher.addAll(addresses(diff));
                diff.removed().forEach(watcher::remove);
            }

            assertThat(watcher)
                    .containsExactlyInAnyOrderElementsOf(
                            oracle.stream().map(WireFixture::address).toList());
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Set<Integer>> hosts =
                Arbitraries.integers().between(1, 6).set().ofMaxSize(4);
        return net.jqwik.api.Combinators.combine(
                        Arbitraries.of(true, false, false, false), Arbitraries.of(true, false), hosts)
                .as(Step::new)
                .list()
                .ofMaxSize(20);
    }

    record Step(boolean newStream, boolean add, Set<Integer> hosts) {}

    private Diff apply(Update update) {
        return Objects.requireNonNull(fold.apply(update));
    }

    private List<InetSocketAddress> present() {
        return addresses(fold.all());
    }

    private static List<InetSocketAddress> addresses(@Nullable Diff diff) {
        return Objects.requireNonNull(diff).addedOrChanged().stream()
                .map(ProxyEndpoint::address)
                .toList();
    }
}
