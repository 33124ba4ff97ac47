package io.reactivemesh.ops.demo.app;

import io.reactivemesh.ops.demo.app.AppServer.Answer;
import io.reactivemesh.ops.demo.app.AppServer.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;

/**
 * The voting service: {@code POST /vote?choice=:pizza:} and {@code GET /results}. Votes live in the memory of one pod. A vote for the
 * doughnut fails, on purpose, so that a mesh has something to show.
 */
final class VotingApp {
    private final Settings settings;
    private final DoubleSupplier random;
    private final Map<String, LongAdder> votes = new ConcurrentHashMap<>();

    /**
     * How a voting pod misbehaves.
     *
     * @param failureRate share of doughnut votes that fail, 0..1
     * @param delay added to each answer
     */
    record Settings(double failureRate, Duration delay) {
        Settings {
            if (!(failureRate >= 0 && failureRate <= 1)) {
                throw new IllegalArgumentException("FAILURE_RATE: " + failureRate + " (expected: 0..1)");
            }
        }
    }

    private VotingApp(Settings settings, DoubleSupplier random) {
        this.settings = settings;
        this.random = random;
    }

    /**
     * @param random uniform in 0..1
     */
    static AppServer start(InetSocketAddress address, Settings settings, DoubleSupplier random) throws IOException {
        VotingApp app = new VotingApp(settings, random);
        return new AppServer(address)
                .on("/vote", app::vote)
                .on("/results", app::results)
                .start();
    }

    private Answer vote(Request request) {
        delay();
        String choice = String.valueOf(request.parameter("choice"));
        if (!request.method().equals("POST")) {
            return Answer.error(405, "a vote is a POST");
        }
        if (!Emoji.BY_SHORTCODE.containsKey(choice)) {
            return Answer.error(404, "no such emoji");
        }
        if (choice.equals(Emoji.DOUGHNUT) && random.getAsDouble() < settings.failureRate()) {
            return Answer.error(500, "nobody can vote for the doughnut");
        }
        votes.computeIfAbsent(choice, _ -> new LongAdder()).increment();
        return Answer.json(200, Map.of("choice", choice));
    }

    private Answer results(Request request) {
        delay();
        Map<String, Long> results = new TreeMap<>();
        votes.forEach((choice, count) -> results.put(choice, count.sum()));
        return Answer.json(200, results);
    }

    private void delay() {
        if (settings.delay().isPositive()) {
            LockSupport.parkNanos(settings.delay().toNanos());
        }
    }
}
