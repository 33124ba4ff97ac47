package io.reactivemesh.proxy.balance;

import io.reactivemesh.proxy.balance.Balancer.Entry;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * One proxy that relays connections to a few servers, on virtual time with seeded randomness: connections come at a fixed rate, take
 * their time to be made, and last for a random while. Runs the same way each time.
 */
final class ConnectionSimulation {

    /**
     * A server that takes part.
     *
     * @param connect how long connecting to it takes, give or take a fifth
     * @param lasts how long connections last on average, exponentially distributed
     * @param joins when it takes part
     */
    record Server(String name, int weight, Duration connect, Duration lasts, Duration joins) {

        static Server of(String name, Duration connect, Duration lasts) {
            return new Server(name, Balancer.NEUTRAL_WEIGHT, connect, lasts, Duration.ZERO);
        }
    }

    /** What is pending at an endpoint. */
    enum Pending {
        /** Connections that are being made. */
        CONNECTING,
        /** Those, and the ones that are open. */
        OPEN
    }

    /** Where the connections of one run went, in its second half. */
    static final class Report {

        private final Map<String, Integer> made = new LinkedHashMap<>();
        private final Map<String, Integer> open = new LinkedHashMap<>();
        private final Map<String, Long> openNanos = new LinkedHashMap<>();

        /** The share of the new connections that this server got. */
        double share(String server) {
            int all = made.values().stream().mapToInt(Integer::intValue).sum();
            return made.getOrDefault(server, 0) / (double) all;
        }

        /** This server's open connections, of what the others have on average; both over time. */
        double openAgainstOthers(String server) {
            double others = openNanos.entrySet().stream()
                    .filter(each -> !each.getKey().equals(server))
                    .mapToLong(Map.Entry::getValue)
                    .average()
                    .orElseThrow();
            return openNanos.getOrDefault(server, 0L) / others;
        }
    }

    private record Event(long at, long order, Runnable task) {}

    private final Pending pending;
    private final SplittableRandom random;
    private final Balancer<Server> balancer;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final Report report = new Report();
    private long order;
    private long now;
    private long half;

    ConnectionSimulation(long seed, Balancer.Config load, Pending pending, List<Server> servers) {
        this.pending = pending;
        this.random = new SplittableRandom(seed);
        this.balancer = new Balancer<>(load, () -> now, random);
        for (Server server : servers) {
            schedule(server.joins().toNanos(), () -> {
                var _ = balancer.add(server.name(), server, server.weight());
            });
        }
    }

    /** Makes a connection each interval for so long, and sees what is open then. */
    Report run(Duration interval, Duration length) {
        half = length.toNanos() / 2;
        for (long at = interval.toNanos(); at < length.toNanos(); at += interval.toNanos()) {
            schedule(at, this::connect);
        }
        for (Event next = events.poll(); next != null && next.at() <= length.toNanos(); next = events.poll()) {
            count(next.at() - Math.max(now, half));
            now = next.at();
            next.task().run();
        }
        return report;
    }

    private void count(long nanos) {
        if (nanos > 0) {
            report.open.forEach(
                    (server, connections) -> report.openNanos.merge(server, connections * nanos, Long::sum));
        }
    }

    private void schedule(long at, Runnable task) {
        events.add(new Event(at, order++, task));
    }

    private void connect() {
        Entry<Server> entry = java.util.Objects.requireNonNull(balancer.pick());
        Server server = entry.endpoint();
        if (now >= half) {
            report.made.merge(server.name(), 1, Integer::sum);
        }
        long started = entry.start();
        long takes = (long) (server.connect().toNanos() * (0.8 + 0.4 * random.nextDouble()));
        schedule(now + takes, () -> connected(entry, started));
    }

    private void connected(Entry<Server> entry, long started) {
        Server server = entry.endpoint();
        report.open.merge(server.name(), 1, Integer::sum);
        entry.connected(started);
        if (pending == Pending.CONNECTING) {
            entry.release();
        }
        double lasts = -Math.log(1 - random.nextDouble()) * server.lasts().toNanos();
        schedule(now + (long) lasts, () -> {
            report.open.merge(server.name(), -1, Integer::sum);
            if (pending == Pending.OPEN) {
                entry.release();
            }
        });
    }
}
