package io.reactivemesh.ops.demo.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The client: at a fixed rate it lists the emoji and votes for one, for the doughnut in 15 % of the cases. A slow answer does not slow
 * the rate; {@value #MAX_IN_FLIGHT} rounds in flight do.
 */
final class VoteBot implements AutoCloseable {
    private static final int MAX_IN_FLIGHT = 32;

    /** The rest of the 15 % comes from picking it off the list. */
    private static final double DOUGHNUT_SHARE = 0.13;

    private final MeshClient mesh;
    private final String web;
    private final RandomGenerator random;
    private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
    private final Thread pacer;
    private volatile boolean closed;

    /**
     * @param web authority of the web service
     * @param roundsPerSecond a round is two requests
     */
    VoteBot(MeshClient mesh, String web, double roundsPerSecond, RandomGenerator random, LongSupplier nanoTime) {
        if (!(roundsPerSecond > 0 && roundsPerSecond <= 100_000)) {
            throw new IllegalArgumentException("REQUEST_RATE: " + roundsPerSecond + " (expected: above 0, per second)");
        }
        this.mesh = mesh;
        this.web = web;
        this.random = random;
        long periodNanos = (long) (1e9 / roundsPerSecond);
        pacer = Thread.ofVirtual().name("vote-bot").unstarted(() -> pace(periodNanos, nanoTime));
    }

    VoteBot start() {
        pacer.start();
        return this;
    }

    private void pace(long periodNanos, LongSupplier nanoTime) {
        long next = nanoTime.getAsLong();
        while (!closed) {
            long wait = next - nanoTime.getAsLong();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
                continue;
            }
            // After a stall the rate goes on from now; nothing is made up for.
            next = Math.max(next + periodNanos, nanoTime.getAsLong() - periodNanos);
            if (inFlight.tryAcquire()) {
                String pick = random.nextDouble() < DOUGHNUT_SHARE ? Emoji.DOUGHNUT : "";
                int other = random.nextInt(Integer.MAX_VALUE);
                Thread.startVirtualThread(() -> round(pick, other));
            }
        }
    }

    private void round(String pick, int other) {
        try {
            JsonNode list = mesh.get(web, "/api/list").body();
            String choice = pick;
            if (choice.isEmpty() && list.isArray() && !list.isEmpty()) {
                choice = list.get(other % list.size()).path("shortcode").asText();
            }
            if (!choice.isEmpty() && !closed) {
                mesh.get(web, "/api/vote?choice=" + MeshClient.encode(choice));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (BackendException e) {
            // What fails is for the proxies to count; the bot goes on.
        } finally {
            inFlight.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(pacer);
    }
}
