package io.reactivemesh.proxy.balance;

import io.reactivemesh.proxy.balance.Balancer.Entry;
import io.reactivemesh.proxy.balance.FailureAccrual.Result;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One proxy before a few servers, on virtual time with seeded randomness: requests come at a fixed rate, servers answer as scripted,
 * the balancer, the breakers and the retry budget are the real ones. Runs the same way each time.
 */
final class Simulation {

    /** How a server answers. */
    @FunctionalInterface
    interface Script {

        /** The answer to a request that arrives at that time. */
        Answer answer(Duration at);
    }

    /**
     * An answer.
     *
     * @param after how long it takes, give or take a fifth
     */
    record Answer(Duration after, Result result, Duration retryAfter) {

        static Answer of(long millis, Result result) {
            return new Answer(Duration.ofMillis(millis), result, Duration.ZERO);
        }
    }

    /** A server that takes part. */
    record Server(String name, int weight, Script script) {

        static Server of(String name, Script script) {
            return new Server(name, Balancer.NEUTRAL_WEIGHT, script);
        }
    }

    /**
     * How the proxy is set up.
     *
     * @param accrual when endpoints are left alone; null = never
     * @param maxRetries further attempts after a failure
     * @param budget what they may come to; null = whatever they come to
     */
    record Proxy(
            Balancer.Config load,
            @Nullable FailureAccrual accrual,
            int maxRetries,
            RetryBudget.@Nullable Config budget) {

        static final Proxy PLAIN = new Proxy(Balancer.Config.DEFAULT, null, 0, null);

        Proxy breaking(FailureAccrual newAccrual) {
            return new Proxy(load, newAccrual, maxRetries, budget);
        }

        Proxy balancing(Balancer.Config newLoad) {
            return new Proxy(newLoad, accrual, maxRetries, budget);
        }

        Proxy retrying(int newMaxRetries, RetryBudget.@Nullable Config newBudget) {
            return new Proxy(load, accrual, newMaxRetries, newBudget);
        }
    }

    /** What became of the requests of one run. */
    static final class Report {

        final Map<String, Integer> attempts = new LinkedHashMap<>();
        private int requests;
        private int early;
        private int earlySuccesses;
        private int late;
        private int lateSuccesses;

        private void ended(Duration began, boolean success) {
            requests++;
            if (began.compareTo(Duration.ofSeconds(1)) < 0) {
                early++;
                earlySuccesses += success ? 1 : 0;
            } else {
                late++;
                lateSuccesses += success ? 1 : 0;
            }
        }

        int requests() {
            return requests;
        }

        int allAttempts() {
            return attempts.values().stream().mapToInt(Integer::intValue).sum();
        }

        /** The share of attempts that this server got. */
        double share(String server) {
            return attempts.getOrDefault(server, 0) / (double) allAttempts();
        }

        /** Attempts for each request. */
        double amplification() {
            return allAttempts() / (double) requests;
        }

        double successInTheFirstSecond() {
            return earlySuccesses / (double) early;
        }

        double successAfterTheFirstSecond() {
            return lateSuccesses / (double) late;
        }
    }

    private record Event(long at, long order, Runnable task) {}

    private static final class Endpoint {

        private final Server server;
        private final @Nullable Breaker breaker;

        private Endpoint(Server server, @Nullable Breaker breaker) {
            this.server = server;
            this.breaker = breaker;
        }
    }

    private final Proxy proxy;
    private final SplittableRandom random;
    private final Balancer<Endpoint> balancer;
    private final @Nullable RetryBudget budget;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final Report report = new Report();
    private long order;
    private long now;

    Simulation(long seed, Proxy proxy, List<Server> servers) {
        this.proxy = proxy;
        this.random = new SplittableRandom(seed);
        this.balancer = new Balancer<>(proxy.load(), () -> now, random);
        this.budget = proxy.budget() == null ? null : new RetryBudget(proxy.budget(), () -> now);
        for (Server server : servers) {
            Breaker breaker =
                    proxy.accrual() == null ? null : new Breaker(proxy.accrual(), balancer::size, () -> now, random);
            balancer.add(server.name(), new Endpoint(server, breaker), server.weight());
            report.attempts.put(server.name(), 0);
        }
    }

    /** Sends so many requests a second for so long, and waits for the last answer. */
    Report run(int requestsPerSecond, Duration length) {
        long interval = Duration.ofSeconds(1).toNanos() / requestsPerSecond;
        for (long at = 0; at < length.toNanos(); at += interval) {
            long began = at;
            schedule(at, () -> send(Duration.ofNanos(began), 0));
        }
        for (Event next = events.poll(); next != null; next = events.poll()) {
            now = next.at();
            next.task().run();
        }
        return report;
    }

    private void schedule(long at, Runnable task) {
        events.add(new Event(at, order++, task));
    }

    private void send(Duration began, int retries) {
        Entry<Endpoint> entry = balancer.pick();
        if (entry == null) {
            report.ended(began, false);
            return;
        }
        Server server = entry.endpoint().server;
        report.attempts.merge(server.name(), 1, Integer::sum);
        Answer answer = server.script().answer(Duration.ofNanos(now));
        long started = entry.start();
        long ticket = dispatch(entry);
        long takes = (long) (answer.after().toNanos() * (0.8 + 0.4 * random.nextDouble()));
        schedule(now + takes, () -> {
            measure(entry, started, answer);
            judge(entry, ticket, answer);
            conclude(began, retries, answer);
        });
    }

    private long dispatch(Entry<Endpoint> entry) {
        Breaker breaker = entry.endpoint().breaker;
        if (breaker == null) {
            return 0;
        }
        long ticket = breaker.admit();
        choosable(entry, breaker);
        return ticket;
    }

    private static void measure(Entry<Endpoint> entry, long started, Answer answer) {
        if (answer.result() == Result.SUCCESS || !entry.penalises()) {
            entry.firstByte(started);
        } else {
            entry.fail(started, answer.retryAfter().toNanos());
        }
    }

    private void judge(Entry<Endpoint> entry, long ticket, Answer answer) {
        Breaker breaker = entry.endpoint().breaker;
        if (breaker == null) {
            return;
        }
        Breaker.State before = breaker.state();
        breaker.judge(ticket, answer.result(), answer.retryAfter().toNanos());
        if (breaker.state() == Breaker.State.SHUT && before != Breaker.State.SHUT) {
            schedule(now + breaker.pause().toNanos(), () -> {
                breaker.tryAgain();
                choosable(entry, breaker);
            });
        }
        choosable(entry, breaker);
    }

    private void choosable(Entry<Endpoint> entry, Breaker breaker) {
        if (breaker.admits()) {
            balancer.resume(entry);
        } else {
            balancer.suspend(entry);
        }
    }

    private void conclude(Duration began, int retries, Answer answer) {
        boolean success = answer.result() == Result.SUCCESS;
        if (!success && retries < proxy.maxRetries() && (budget == null || budget.withdraw())) {
            send(began, retries + 1);
            return;
        }
        if (budget != null) {
            budget.deposit();
        }
        report.ended(began, success);
    }
}
