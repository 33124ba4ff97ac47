package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.stage.Step;
import io.reactivemesh.wire.destination.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UpdatesTest {
    @Property(tries = 300)
    void aClientThatAppliesTheUpdatesHoldsTheNewestSet(@ForAll("histories") List<EndpointSet> history) {
        Map<Address, Endpoint> held = new TreeMap<>();
        EndpointSet before = null;

        for (EndpointSet after : history) {
            Updates.of(new Step<>(before, after)).forEach(update -> apply(held, update));
            before = after;

            assertThat(held).isEqualTo(labelled(after));
        }
    }

    @Property(tries = 100)
    void nothingIsSentBetweenEqualSets(@ForAll("sets") EndpointSet set) {
        EndpointSet equal = new EndpointSet(set.exists(), set.labels(), set.endpoints());

        assertThat(Updates.of(new Step<>(set, equal))).isEmpty();
    }

    @Example
    void anEmptyFirstSetIsSaidAtOnce() {
        List<Update> updates = Updates.of(new Step<>(null, Samples.set()));

        assertThat(updates).singleElement().satisfies(update -> {
            assertThat(update.hasNoEndpoints()).isTrue();
            assertThat(update.getNoEndpoints().getExists()).isTrue();
        });
    }

    @Example
    void addsComeBeforeRemovesAndRemovesCarryOnlyAddresses() {
        List<Update> updates = Updates.of(
                new Step<>(Samples.set("10.0.0.1:80", "10.0.0.2:80"), Samples.set("10.0.0.2:80", "10.0.0.3:80")));

        assertThat(updates).hasSize(2);
        assertThat(updates.get(0).getAdd().getAddrsList())
                .extracting(added -> Reading.address(added.getAddr()))
                .containsExactly(Samples.address("10.0.0.3:80"));
        assertThat(updates.get(0).getAdd().getMetricLabelsMap())
                .isEqualTo(Map.of("service", "web", "namespace", "emojivoto"));
        assertThat(updates.get(1).getRemove().getAddrsList())
                .extracting(Reading::address)
                .containsExactly(Samples.address("10.0.0.1:80"));
    }

    @Example
    void aServiceThatGoesTakesItsEndpointsWithIt() {
        List<Update> updates = Updates.of(new Step<>(Samples.set("10.0.0.1:80"), EndpointSet.UNKNOWN));

        assertThat(updates)
                .singleElement()
                .satisfies(
                        update -> assertThat(update.getRemove().getAddrsCount()).isEqualTo(1));
    }

    private static void apply(Map<Address, Endpoint> held, Update update) {
        switch (update.getUpdateCase()) {
            case ADD ->
                update.getAdd().getAddrsList().forEach(added -> {
                    Endpoint endpoint = Reading.endpoint(added, update.getAdd().getMetricLabelsMap());
                    held.put(endpoint.address(), endpoint);
                });
            case REMOVE -> update.getRemove().getAddrsList().forEach(removed -> held.remove(Reading.address(removed)));
            case NO_ENDPOINTS -> held.clear();
            case UPDATE_NOT_SET -> throw new AssertionError("an update says something");
        }
    }

    private static Map<Address, Endpoint> labelled(EndpointSet set) {
        Map<Address, Endpoint> labelled = new TreeMap<>();
        set.endpoints().forEach((address, endpoint) -> {
            Map<String, String> labels = new TreeMap<>(set.labels());
            labels.putAll(endpoint.labels());
            labelled.put(
                    address,
                    new Endpoint(
                            address,
                            endpoint.weight(),
                            labels,
                            endpoint.identity(),
                            endpoint.hint(),
                            endpoint.opaqueTransportPort(),
                            endpoint.authorityOverride(),
                            endpoint.http2()));
        });
        return labelled;
    }

    @Provide
    Arbitrary<EndpointSet> sets() {
        // Few addresses, so that consecutive sets share some.
        Arbitrary<Address> addresses =
                Arbitraries.integers().between(1, 6).map(last -> Samples.address("10.0.0." + last + ":80"));
        Arbitrary<Map<String, String>> labels =
                Arbitraries.of(Map.of("service", "web"), Map.of("service", "web", "namespace", "emojivoto"));
        Arbitrary<EndpointSet> existing = Combinators.combine(
                        labels, Samples.endpoints(addresses).list().ofMaxSize(5))
                .as(EndpointSet::of);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, existing), net.jqwik.api.Tuple.of(1, Arbitraries.just(EndpointSet.UNKNOWN)));
    }

    @Provide
    Arbitrary<List<EndpointSet>> histories() {
        return sets().list().ofMinSize(1).ofMaxSize(6).map(ArrayList::new);
    }
}
