package io.reactivemesh.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.balance.Balancer.Entry;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Requests at a fixed rate against servers of known latency, on virtual time with seeded randomness. */
class BalancerSimulationTest {

    private static final Duration FAST = Duration.ofMillis(10);
    private static final Duration SLOW = Duration.ofMillis(110);

    @Test
    void anEndpointThatIs100MillisecondsSlowerGetsUnderFivePercent() {
        Map<String, Integer> served =
                new Simulation(7, Map.of("a", FAST, "b", FAST, "slow", SLOW)).run(200, Duration.ofMinutes(2));

        int total = served.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(total).isEqualTo(24_000);
        assertThat(share(served, "slow", total)).isLessThan(0.05);
        assertThat(share(served, "a", total)).isBetween(0.40, 0.60);
    }

    @Test
    void aShunnedEndpointIsTriedAgain() {
        Map<String, Integer> served =
                new Simulation(7, Map.of("a", FAST, "b", FAST, "slow", SLOW)).run(200, Duration.ofMinutes(2));

        assertThat(served.get("slow")).isGreaterThan(10);
    }

    @Test
    void equalEndpointsShareEqually() {
        Map<String, Integer> served =
                new Simulation(3, Map.of("a", FAST, "b", FAST, "c", FAST)).run(500, Duration.ofMinutes(1));

        assertThat(served.values())
                .allSatisfy(count -> assertThat(count / 30_000.0).isBetween(0.28, 0.39));
    }

    private static double share(Map<String, Integer> served, String name, int total) {
        return served.getOrDefault(name, 0) / (double) total;
    }

    private static final class Simulation {

        private final Map<String, Duration> latencies;
        private final SplittableRandom random;
        private final Balancer<String> balancer;
        private final PriorityQueue<Flight> flights = new PriorityQueue<>(Comparator.comparingLong(Flight::ends));
        private final Map<String, Integer> served = new HashMap<>();
        private long now;

        Simulation(long seed, Map<String, Duration> latencies) {
            this.latencies = latencies;
            this.random = new SplittableRandom(seed);
            this.balancer = new Balancer<>(Balancer.Config.DEFAULT, () -> now, random);
            List.copyOf(latencies.keySet()).stream().sorted().forEach(name -> balancer.add(name, name));
        }

        Map<String, Integer> run(int requestsPerSecond, Duration length) {
            long interval = 1_000_000_000L / requestsPerSecond;
            for (long next = 0; next < length.toNanos(); next += interval) {
                land(next);
                now = next;
                Entry<String> entry = Objects.requireNonNull(balancer.pick());
                served.merge(entry.endpoint(), 1, Integer::sum);
                double latency =
                        Objects.requireNonNull(latencies.get(entry.endpoint())).toNanos();
                long ends = now + (long) (latency * (0.8 + 0.4 * random.nextDouble()));
                flights.add(new Flight(entry, entry.start(), ends));
            }
            return served;
        }

        private void land(long until) {
            for (Flight flight = flights.peek(); flight != null && flight.ends() <= until; flight = flights.peek()) {
                flights.remove();
                now = flight.ends();
                flight.entry().firstByte(flight.started());
            }
        }

        private record Flight(Entry<String> entry, long started, long ends) {}
    }
}
